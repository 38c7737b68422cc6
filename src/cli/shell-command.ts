import { driftwatchCommand } from '../core/command.ts'
import { defaultLedgerTable, ledgerName, type LedgerTable } from '../core/ledger.ts'

/** The command that makes a manifest, to be copied into a shell. */
export function manifestCommandLine(about: {
  readonly migrations: string
  readonly name: string
  readonly ledger?: LedgerTable
  readonly preludes?: readonly string[]
  readonly ledgerOnly?: boolean
}): string {
  const ledger = ledgerName(about.ledger ?? defaultLedgerTable)
  return driftwatchCommand(
    [
      'manifest --migrations',
      shellWord(about.migrations),
      ...(about.name === 'app' ? [] : ['--name', about.name]),
      ...(ledger === ledgerName(defaultLedgerTable) ? [] : ['--ledger', shellWord(ledger)]),
      ...(about.preludes ?? []).flatMap((file) => ['--prelude', shellWord(file)]),
      ...(about.ledgerOnly === true ? ['--ledger-only'] : []),
    ].join(' '),
  )
}

/** The lines that hold a database against a manifest's file, to be copied into a shell. */
export function checkCommandLines(file: string): readonly string[] {
  return [exampleOfUrl, driftwatchCommand(`check --manifest ${shellWord(file)}`)]
}

/** The quotes keep a shell from the signs that a password may hold. */
export const exampleOfUrl = "export DATABASE_URL='postgresql://user:password@host/database'"

/** A text as one word of a shell; `<folder>` and the like stay readable, as nobody may run them. */
export function shellWord(text: string): string {
  return /^([\w./@:+-]+|<\w+>)$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
