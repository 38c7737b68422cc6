import type { LedgerTable } from '../core/ledger.ts'
import { incompleteAnswer } from './read-error.ts'
import type { Rows } from './run-batch.ts'
import { catalogWith, settingsForLines, parseCatalog, type SchemaPart } from './schema-part.ts'
import { allLines, linesAndLeftOutQuery, linesQuery } from './schema/catalog-query.ts'

/** With those of constraints and indexes left to the other query, half of the work at any size. */
const kindsBeside = ['column', 'table', 'sequence', 'view', 'materialized view']

const isBeside = (lines: string) => kindsBeside.some((kind) => lines.startsWith(`SELECT '${kind}'`))
const beside = linesAndLeftOutQuery(allLines.filter(isBeside))
const here = linesQuery(allLines.filter((lines) => !isBeside(lines)))

/**
 * As `linesPart`, in two queries that take about as long as each other, so that two sessions take
 * half of the time: most of it is spent in PostgreSQL, which has one process a session.
 */
export function linesInTwoPart(ledger: LedgerTable): SchemaPart {
  return {
    queries: [
      settingsForLines,
      catalogWith(here, ledger),
      { ...catalogWith(beside, ledger), session: 'beside' },
    ],
    parse: ([, first, second]) => ({ status: 'read', ...parseCatalog(joined(first, second)) }),
  }
}

function joined(first: Rows | undefined, second: Rows | undefined): Rows {
  const [[lines] = []] = first ?? []
  const [[more, leftOut = null] = []] = second ?? []
  if (typeof lines !== 'string' || typeof more !== 'string') throw incompleteAnswer()
  const blocks = [...blocksOf(lines), ...blocksOf(more)]
  // A line starts with its kind and a tab, and each kind is in one of the two.
  const sorted = blocks.toSorted((a, b) => (a.start < b.start ? -1 : 1))
  return [[sorted.map(({ text }) => text).join('\n'), leftOut]]
}

/** Sorted lines by what they start with: a kind and a tab. */
function blocksOf(lines: string): { readonly start: string; readonly text: string }[] {
  const blocks = []
  for (let at = 0; at < lines.length;) {
    const start = lines.slice(at, lines.indexOf('\t', at) + 1)
    const last = Math.max(at, lines.lastIndexOf(`\n${start}`) + 1)
    const newline = lines.indexOf('\n', last)
    const end = newline < 0 ? lines.length : newline
    blocks.push({ start, text: lines.slice(at, end) })
    at = end + 1
  }
  return blocks
}
