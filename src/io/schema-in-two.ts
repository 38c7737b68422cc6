import type { LedgerTable } from '../core/ledger.ts'
import { incompleteAnswer } from './read-error.ts'
import type { Rows } from './run-batch.ts'
import { catalogWith, longerTimeout, parseCatalog, type SchemaPart } from './schema-part.ts'
import { linesAndLeftOutQuery, linesQuery } from './schema/catalog-query.ts'
import { otherLines } from './schema/other-lines.ts'
import { routineLines } from './schema/routine-lines.ts'
import { columnLines, tableLines } from './schema/table-lines.ts'

const columns = linesQuery([columnLines])
const theRest = linesAndLeftOutQuery([
  ...otherLines,
  ...tableLines.filter((lines) => lines !== columnLines),
  ...routineLines,
])

/**
 * As `linesPart`, in two queries that take about as long as each other, so that two sessions take
 * half of the time: most of it is spent in PostgreSQL, which has one process a session.
 */
export function linesInTwoPart(ledger: LedgerTable): SchemaPart {
  return {
    queries: [
      longerTimeout,
      catalogWith(theRest, ledger),
      { ...catalogWith(columns, ledger), session: 'beside' },
    ],
    parse: ([, rest, ofColumns]) => ({ status: 'read', ...parseCatalog(joined(rest, ofColumns)) }),
  }
}

function joined(rest: Rows | undefined, ofColumns: Rows | undefined): Rows {
  const [[others, leftOut = null] = []] = rest ?? []
  const [[lines] = []] = ofColumns ?? []
  if (!others || typeof lines !== 'string') throw incompleteAnswer()
  const at = placeOfColumns(others)
  const parts = [others.slice(0, Math.max(0, at - 1)), lines, others.slice(at)]
  return [[parts.filter((part) => part !== '').join('\n'), leftOut]]
}

/** Where the first line starts that is of a kind behind columns; past the end where none is. */
function placeOfColumns(lines: string): number {
  const ofColumn = 'column\t'
  let at = 0
  while (at < lines.length && lines.slice(at, at + ofColumn.length) < ofColumn) {
    const end = lines.indexOf('\n', at)
    at = (end < 0 ? lines.length : end) + 1
  }
  return at
}
