import { wrapAnsi } from 'fast-wrap-ansi'
import type { Finding } from '../core/finding.ts'
import { ledgerName } from '../core/ledger.ts'
import { exitsForLedger } from './exits-ledger.ts'
import type { Exit } from './exits.ts'
import { foldFindings } from './fold-findings.ts'
import type { LedgerPlace } from './record-exit.ts'
import { plainText, type RichText } from './rich-text.ts'
import { minuteOf } from './time-in-words.ts'
import { wordEntry } from './wording-entry.ts'

/** One statement that mends the ledger, and the finding that it is for. */
export interface Mending {
  readonly finding: Finding
  readonly title: RichText
  readonly exit: Exit
  /** By which a person can name it: the migration's tag, hashes and ids of rows. */
  readonly names: readonly string[]
  /** Why it is only taken where it is named. */
  readonly onlyNamed: string | undefined
}

/** All that can be mended by a statement, in the order of the findings. */
export function mendingsFor(
  findings: readonly Finding[],
  place: LedgerPlace,
  now: number,
): readonly Mending[] {
  const lacking = new Set(
    findings.flatMap((each) =>
      each.kind === 'lacking' && each.because !== undefined ? [each.because.tag] : [],
    ),
  )
  return foldFindings(findings.flatMap(rowByRow)).entries.flatMap((entry): Mending[] => {
    const { finding } = entry
    return exitsForLedger(finding, place).flatMap((exit) => {
      if (exit.exit !== 'record' || exit.code === undefined) return []
      const title = wordEntry(entry, now).title
      const onlyNamed = whyOnlyNamed(finding, exit, lacking)
      return [{ finding, title, exit, names: namesOf(finding), onlyNamed }]
    })
  })
}

/** Rows that share a hash are one finding, and a statement is about one row. */
function rowByRow(finding: Finding): Finding[] {
  return finding.kind === 'unknown'
    ? finding.rows.map((row) => ({ ...finding, rows: [row], count: 1 }))
    : [finding]
}

function whyOnlyNamed(
  finding: Finding,
  { destroys }: Exit,
  lacking: ReadonlySet<string>,
): string | undefined {
  if (destroys === true) return 'it deletes what is recorded nowhere else'
  if (finding.kind === 'pending') return 'the next migrate runs it'
  if (finding.kind === 'skipped' && lacking.has(finding.migration.tag)) {
    return 'the database does not have all that it makes'
  }
  return undefined
}

function namesOf(finding: Finding): string[] {
  const migration = 'migration' in finding ? finding.migration : undefined
  const rows = 'rows' in finding ? finding.rows : 'row' in finding ? [finding.row] : []
  return [
    ...(migration === undefined ? [] : [migration.tag, migration.hash]),
    ...rows.flatMap(({ id, hash }) => [id, hash]),
  ]
}

/** Whether a person means this one: by its whole name, or by the first eight digits of a hash. */
export function isNamedBy({ names }: Mending, name: string): boolean {
  const isPrefix = /^[0-9a-f]{8,64}$/i.test(name)
  return names.some((each) => each === name || (isPrefix && each.startsWith(name.toLowerCase())))
}

export interface ScriptInput {
  readonly target: string
  readonly place: LedgerPlace
  readonly taken: readonly Mending[]
  readonly left: readonly Mending[]
  /** That keeps `driftwatch migrate` away meanwhile. */
  readonly lockKey: bigint
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The statements as one transaction for a person to review and run, or why there is none. */
export function recordScript({ target, place, taken, left, lockKey, now }: ScriptInput): string {
  const looked = `Looked at ${minuteOf(now) ?? '?'} UTC.`
  const about =
    taken.length === 0
      ? `Nothing of ${ledgerName(place.table)} of ${target} is to be mended by a statement. ${looked}`
      : `Mends ${ledgerName(place.table)} of ${target}. For review: none of it was run. ${looked} Where a row is not as it was then, the statement fails, and COMMIT undoes all of them.`
  const script = [
    'BEGIN;',
    'DO $$',
    'BEGIN',
    `  IF NOT pg_try_advisory_xact_lock(${lockKey}) THEN RAISE EXCEPTION 'somebody is migrating'; END IF;`,
    'END $$;',
    ...taken.flatMap(({ title, exit }, index) => [
      '',
      ...comment(`${index + 1}. ${plainText(title)}.`),
      ...comment(plainText(exit.text)),
      ...(exit.code?.lines ?? []),
    ]),
    '',
    'COMMIT;',
  ]
  const rest = left.flatMap(({ title, names, onlyNamed }) =>
    comment(
      `Left out, as ${onlyNamed ?? 'another was named'}: ${plainText(title)}. To have it, too: --only ${names[0] ?? ''}`,
    ),
  )
  return `${[
    ...comment(about),
    ...(taken.length === 0 ? [] : script),
    ...(rest.length === 0 ? [] : ['', ...rest]),
  ].join('\n')}\n`
}

const width = 80

function comment(text: string): string[] {
  return wrapAnsi(text, width - 3, { hard: true })
    .split('\n')
    .map((line) => `-- ${line}`.trimEnd())
}
