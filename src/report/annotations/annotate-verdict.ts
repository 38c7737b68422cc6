import type { Finding, FindingKind } from '../../core/finding.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { Annotation } from '../annotation.ts'
import { type Entry, foldFindings } from '../fold-findings.ts'
import { plainPalette } from '../palette.ts'
import { plainText, type RichText } from '../rich-text.ts'
import { kindDescriptions } from '../verdict-json.ts'
import { coverageLines } from '../wording-coverage.ts'
import { wordEntry } from '../wording-entry.ts'
import { wordUnreadable, wordVerdict, wordWaiting } from '../wording-verdict.ts'
import type { Annotated, Rule } from './annotated.ts'

/** Kinds of findings that only a look at the schema can make. */
const ofSchema: ReadonlySet<string> = new Set<FindingKind>([
  'lacking',
  'changed',
  'extra',
  'rule-unused',
  'rule-expired',
])

/** Which rule a database breaks that could not be read. */
const unreadableRule = { id: 'unreadable', text: 'The database could not be read completely.' }

/**
 * A verdict as CI systems show it. A migration's finding has its place in the migration's file;
 * all others are said of the manifest, whose path relative to the repository's root is `subject`.
 * Names and kinds, and no definition: what is printed there is a log.
 */
export function annotateVerdict(
  verdict: Verdict,
  subject: string,
  folder: Pick<Manifest, 'source' | 'layout'>,
): Annotated {
  const { entries, waiting } = foldFindings(verdict.findings)
  const now = Date.parse(verdict.checkedAt)
  return {
    command: 'driftwatch check',
    headline: plainText(wordVerdict(verdict)),
    subject,
    rules: rulesOf(verdict),
    annotations:
      verdict.status === 'unreadable'
        ? [unreadable(verdict)]
        : entries.map((entry) => annotationOf(entry, now, folder)),
    notes: [
      ...(waiting === 0 ? [] : [inText(wordWaiting(waiting))]),
      ...coverageLines(verdict).map(inText),
    ],
  }
}

/** Those that were looked at: what nobody could look at must not look fine. */
function rulesOf({ status, coverage }: Verdict): readonly Rule[] {
  if (status === 'unreadable') return [unreadableRule]
  return Object.entries(kindDescriptions)
    .filter(([kind]) => coverage.schema.covered || !ofSchema.has(kind))
    .map(([id, text]) => ({ id, text }))
}

function unreadable(verdict: Verdict): Annotation {
  const { text, statements } = wordUnreadable(verdict.unreadable?.message ?? '')
  return {
    rule: unreadableRule.id,
    key: unreadableRule.id,
    severity: 'critical',
    title: plainText(wordVerdict(verdict)),
    text: [inText(text), ...statements].join('\n'),
  }
}

function annotationOf(
  entry: Entry,
  now: number,
  folder: Pick<Manifest, 'source' | 'layout'>,
): Annotation {
  const { kind, key, severity } = entry.finding
  const { title, what, likely, consequence, next } = wordEntry(entry, now)
  const steps = next.map(({ text, command }) =>
    command === undefined ? inText(text) : `${inText(text)}\n${command}`,
  )
  const file = fileOf(entry.finding, folder)
  return {
    rule: kind,
    key,
    severity,
    title: plainText(title),
    text: [...[what, likely, consequence].map(inText), ...steps].join('\n'),
    ...(file !== undefined && { place: { file } }),
  }
}

function fileOf(
  finding: Finding,
  { source, layout }: Pick<Manifest, 'source' | 'layout'>,
): string | undefined {
  const migration = 'migration' in finding ? finding.migration : undefined
  if (migration === undefined) return undefined
  const name = layout === 'journal' ? `${migration.tag}.sql` : `${migration.tag}/migration.sql`
  return source === '.' ? name : `${source}/${name}`
}

function inText(rich: RichText): string {
  return rich.map((part) => ('text' in part ? part.text : plainPalette.code(part.code))).join('')
}
