import { defaultLedgerTable, ledgerName, type LedgerTable } from '../core/ledger.ts'

/** The command that makes a manifest, to be copied into a shell. */
export function manifestCommandLine(about: {
  readonly migrations: string
  readonly name: string
  readonly ledger?: LedgerTable
}): string {
  const ledger = ledgerName(about.ledger ?? defaultLedgerTable)
  return [
    'driftwatch manifest --migrations',
    shellWord(about.migrations),
    ...(about.name === 'app' ? [] : ['--name', about.name]),
    ...(ledger === ledgerName(defaultLedgerTable) ? [] : ['--ledger', shellWord(ledger)]),
  ].join(' ')
}

/** A text as one word of a shell; `<folder>` and the like stay readable, as nobody may run them. */
function shellWord(text: string): string {
  return /^([\w./@:+-]+|<\w+>)$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
