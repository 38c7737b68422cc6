import { idGaps, type Rung, type RungState } from '../../core/ladder.ts'
import { createdAtMs, type LedgerRow } from '../../core/ledger.ts'
import { type RichText, say, words } from '../rich-text.ts'
import { minuteOf } from '../time-in-words.ts'
import { shortHash } from '../wording-parts.ts'
import { type Block, cell, type Cell, text, type Tone } from './document.ts'

const states: Readonly<Record<RungState, { readonly mark: string; readonly tone: Tone }>> = {
  applied: { mark: '✓ applied', tone: 'good' },
  allowed: { mark: '✓ allowed', tone: 'good' },
  'line-endings': { mark: '~ line ends', tone: 'notice' },
  edited: { mark: '✗ edited', tone: 'critical' },
  restamped: { mark: '! restamped', tone: 'warning' },
  duplicate: { mark: '! duplicate', tone: 'warning' },
  pending: { mark: '… pending', tone: 'warning' },
  skipped: { mark: '✗ skipped', tone: 'critical' },
  unknown: { mark: '✗ unknown', tone: 'critical' },
}

/** A ladder of more rungs is cut where nothing but applied migrations follow each other. */
const longest = 12
/** How many of those stay at each end. */
const ends = 2

/** History and ledger side by side, and what is to be known to read it. */
export function ladderBlocks(ladder: readonly Rung[]): Block[] {
  const rows = ladder.length > longest ? folded(ladder) : ladder.map(rungCells)
  return [
    {
      kind: 'table',
      caption: 'What stands where, in the order of the dates',
      columns: ['State', 'Dated, UTC', 'Row', 'Hash', 'Migration'],
      rows,
    },
    ...idBlocks(ladder.flatMap(({ row }) => row ?? [])),
    text(
      say`The date is when a migration was generated: ${'created_at'} of the row, else ${'when'} of the file. When it was applied is not recorded.`,
    ),
  ]
}

function rungCells({ state, migration, row }: Rung): Cell[] {
  const { mark, tone } = states[state]
  const ms = row === undefined ? migration?.when : createdAtMs(row)
  const minute = ms === undefined ? undefined : minuteOf(ms)
  const own = say`${row?.createdAt ?? 'NULL'}`
  return [
    cell(mark, tone),
    cell(minute ?? own),
    row === undefined ? cell('no row', tone) : cell(say`${row.id}`),
    cell(say`${shortHash(row?.hash ?? migration?.hash ?? '')}`),
    migration === undefined ? cell('no file', tone) : cell(say`${migration.tag}`),
  ]
}

/** Long runs of what is in order, told as a number. */
function folded(ladder: readonly Rung[]): Cell[][] {
  const cells: Cell[][] = []
  let run: Rung[] = []
  const flush = () => {
    const hidden = run.length - 2 * ends
    if (hidden < 2) cells.push(...run.map(rungCells))
    else {
      const more = [`${hidden} more`, '', '', '', 'all applied'].map((each) => cell(each, 'faint'))
      cells.push(...run.slice(0, ends).map(rungCells), more, ...run.slice(-ends).map(rungCells))
    }
    run = []
  }
  for (const rung of ladder) {
    if (rung.state === 'applied') run.push(rung)
    else {
      flush()
      cells.push(rungCells(rung))
    }
  }
  flush()
  return cells
}

/** How many gaps are told. */
const mostGaps = 3

/** Whoever sees a gap takes it for a row that was deleted. */
function idBlocks(rows: readonly LedgerRow[]): Block[] {
  const gaps = idGaps(rows)
  if (gaps.length === 0) return []
  const ranges = gaps
    .slice(0, mostGaps)
    .map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`))
  const more = gaps.length > mostGaps ? ' and more' : ''
  const isOne = gaps.length === 1 && gaps[0]?.[0] === gaps[0]?.[1]
  return [
    text(
      words(
        `No row has the id${isOne ? '' : 's'} ${ranges.join(', ')}${more}, which proves nothing: a run that is rolled back uses ids up.`,
      ),
    ),
  ]
}

const small = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const inWords = (count: number) => small[count] ?? String(count)

/** `Five rows against four files: four applied, one unknown.` */
export function balanceInWords(ladder: readonly Rung[], unit: 'file' | 'folder'): RichText {
  const rows = ladder.filter(({ row }) => row !== undefined).length
  const files = new Set(ladder.flatMap(({ migration }) => migration ?? [])).size
  const counted = (count: number, one: string) =>
    `${inWords(count)} ${count === 1 ? one : `${one}s`}`
  const parts = [...Map.groupBy(ladder, ({ state }) => state)].map(
    ([state, alike]) =>
      `${inWords(alike.length)} ${state === 'line-endings' ? 'with other line endings' : state}`,
  )
  const line = `${counted(rows, 'row')} against ${counted(files, unit)}`
  const all = parts.length === 0 ? '' : `: ${parts.toSorted(appliedFirst).join(', ')}`
  return words(`${line.charAt(0).toUpperCase()}${line.slice(1)}${all}.`)
}

/** What is as it should be, and then the rest. */
function appliedFirst(a: string, b: string): number {
  return Number(b.endsWith(' applied')) - Number(a.endsWith(' applied'))
}
