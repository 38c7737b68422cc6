import * as z from 'zod/mini'
import { Finding, type FindingKind } from '../core/finding.ts'
import { LedgerRow } from '../core/ledger.ts'
import { Origin } from '../core/origin.ts'
import { Verdict } from '../core/verdict.ts'

/**
 * The verdict as JSON on several lines, as `verdict.schema.json` describes it. Whatever a database
 * holds, the text is safe in a terminal: control and invisible characters are escaped.
 */
export function verdictJson(verdict: Verdict): string {
  return safeJson(verdict)
}

/** JSON on several lines in which control and invisible characters are escaped. */
export function safeJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2)
  const safe = json.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    // Beyond U+FFFF, JSON has an escape for each half of the surrogate pair.
    character.replaceAll(
      /[^]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
  return `${safe}\n`
}

/** The JSON Schema (draft 2020-12) of `verdictJson`, published as `verdict.schema.json`. */
export function verdictJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(Verdict, {
    target: 'draft-2020-12',
    // As input, an object may have more fields: a later version can add some without a break.
    io: 'input',
    metadata: descriptions,
  })
  return { $schema, $id: 'urn:driftwatch:verdict', title: 'Driftwatch verdict', ...schema }
}

/** What each kind of finding says, in a sentence. */
export const kindDescriptions: Readonly<Record<FindingKind, string>> = {
  pending: 'Declared and newer than every applied row: the next migrate will run it.',
  skipped: 'Declared and not newer than the newest row: Drizzle 0.x will never run it.',
  edited: "Applied, and its file's hash is another one now.",
  'line-endings': 'As `edited`, but only line endings, a BOM or the final newline differ.',
  restamped: 'Its hash stands in the ledger under another created_at (0.x) or name (1.0).',
  unknown: 'A hash that is neither declared nor allowed.',
  ahead: 'As `unknown`, newer than all that is declared and only just seen: a deploy in flight.',
  duplicate: 'Equal to a row that already records its migration.',
  'future-row': 'Dated later than now: Drizzle 0.x skips all that is generated until then.',
  'bad-row': 'Its values cannot be what Drizzle wrote.',
  vanished: 'Seen before, now gone or changed, and the manifest does not explain it.',
  'ledger-absent': 'No ledger table, or an empty one, while the history is not empty.',
  'allowance-unused': 'The exception matches no row.',
  'allowance-expired': 'The exception has run out.',
  lacking: 'The applied migrations make this object, and the database does not have it.',
  changed: 'Both have this object, and not the same; under another name, if the aspect is `name`.',
  extra: 'The database has this object, and no applied migration makes it.',
  'rule-unused': 'The rule ignores no disagreement.',
  'rule-expired': 'The rule has run out.',
}

/** What each field of a verdict means, for JSON Schema. */
export const descriptions = describeAll()

function describeAll() {
  const registry = z.registry<{ readonly description?: string; readonly id?: string }>()
  const describe = (schema: z.core.$ZodType, description: string) => {
    registry.add(schema, { description })
  }
  const { status, target, manifest, checkedAt, counts, findings, coverage, unreadable } =
    Verdict.shape
  describe(
    Verdict,
    'Whether one database is the one that a history of Drizzle migrations describes.',
  )
  describe(
    status,
    '`in-sync`: read completely, and nothing found that counts. `drifted`: something found. `unreadable`: not known.',
  )
  describe(target, 'The database that was looked at, by the name it is given.')
  describe(manifest, 'What it was compared with; null where no manifest could be read.')
  describe(checkedAt, 'When it was looked at: ISO 8601, UTC.')
  describe(
    counts,
    'Findings by severity; declared migrations (`history`); rows of the ledger; rows among them that an allowance accepts; differences of the schemas that a rule ignores.',
  )
  describe(findings, 'All of them, in the order of the history, then of the rows by date.')
  describe(coverage, 'What the verdict speaks of, and what it does not.')
  describe(
    unreadable,
    'Why nothing is known; there when, and only when, the status is `unreadable`.',
  )
  for (const option of Finding.def.options) {
    const { kind, key, severity } = option.shape
    for (const value of kind.def.values) describe(option, kindDescriptions[value])
    describe(key, 'Stays the same for as long as the finding lasts.')
    describe(severity, 'How bad it is.')
  }
  registry.add(Origin, {
    id: 'Origin',
    description: 'A version that a migration file once had, and what became of it.',
  })
  registry.add(LedgerRow, {
    id: 'LedgerRow',
    description: 'One row of the ledger, in the very text that PostgreSQL gave.',
  })
  return registry
}
