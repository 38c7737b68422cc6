import type { Evidence } from '../../core/migrate/judge.ts'
import { addedRows, type WholeRow } from '../../core/migrate/compare-rows.ts'
import type { RunFacts } from '../../core/migrate/run.ts'
import { type Block, cell, type Cell, type Section, text } from '../audit/document.ts'
import { type RichText, say, words } from '../rich-text.ts'
import { minuteOf, plural } from '../time-in-words.ts'

/** How many rows are shown as the latest. */
const latest = 5

/** Sections B to E: what the ledger says. */
export function rowSections(facts: RunFacts, evidence: Evidence): Section[] {
  const { rowsBefore, rowsAfter, pending } = evidence
  const risen = rowsAfter.length - rowsBefore.length
  const added = addedRows(rowsBefore, rowsAfter)
  const newest = rowsAfter.toSorted(byDate).slice(0, latest)
  return [
    {
      heading: words('B) Migration count before and after'),
      blocks: [
        {
          kind: 'table',
          caption: 'Rows of the ledger',
          columns: ['Before', 'After', 'Risen by', 'Pending before'],
          rows: [
            [
              cell(`${rowsBefore.length}`),
              cell(`${rowsAfter.length}`),
              cell(`${risen}`, risen === pending ? 'good' : 'critical'),
              cell(`${pending}`),
            ],
          ],
        },
      ],
    },
    {
      heading: words(`C) The latest rows of the ledger`),
      blocks: rowTable('The latest rows, by created_at', newest),
    },
    {
      heading: words('D) Allowed orphans, and all rows that were there before'),
      blocks: orphanBlocks(facts, evidence),
    },
    {
      heading: words('E) The new rows'),
      blocks: [...rowTable('Rows that this run has added', added), ...ownFiles(added, facts)],
    },
  ]
}

function orphanBlocks({ allowedIds }: RunFacts, { rows }: Evidence): Block[] {
  const touched = rows.filter(({ as }) => as !== 'untouched')
  const whole =
    touched.length === 0
      ? words(
          `All ${plural(rows.length, 'row')} are untouched: every value is the same, byte for byte.`,
        )
      : words(`Of ${plural(rows.length, 'row')}, ${touched.length} are not as they were.`)
  const shown = rows.filter(({ id, as }) => allowedIds.includes(id) || as !== 'untouched')
  const orphans =
    shown.length === 0 ? say`No allowance was needed: each row has its file.` : undefined
  return [
    text(rows.length === 0 ? words('There was none.') : whole),
    ...(orphans === undefined || rows.length === 0 ? [] : [text(orphans)]),
    ...(shown.length === 0
      ? []
      : [
          {
            kind: 'table',
            caption: 'Rows that no file explains and an allowance accepts',
            columns: ['Row', 'Accepted', 'After the run', 'Hash'],
            rows: shown.map(({ id, as, before }): Cell[] => [
              cell(say`${id}`),
              cell(allowedIds.includes(id) ? 'by allowance' : 'as declared'),
              cell(as, as === 'untouched' ? 'good' : 'critical'),
              cell(hashOf(before)),
            ]),
          } as const,
        ]),
  ]
}

function rowTable(caption: string, rows: readonly WholeRow[]): Block[] {
  if (rows.length === 0) return [text(words('None.'))]
  return [
    {
      kind: 'table',
      caption,
      columns: ['Row', 'created_at', 'which is, UTC', 'Hash'],
      rows: rows.map(({ id, values }): Cell[] => {
        const { created_at: createdAt } = values
        const ms = /^\d{1,15}$/.test(createdAt ?? '') ? Number(createdAt) : undefined
        return [
          cell(say`${id}`),
          cell(say`${createdAt ?? 'NULL'}`),
          cell((ms === undefined ? undefined : minuteOf(ms)) ?? '?'),
          cell(hashOf({ id, values })),
        ]
      }),
    },
  ]
}

/** Which file each new row stands for. */
function ownFiles(rows: readonly WholeRow[], { pending }: RunFacts): Block[] {
  return rows.map(({ id, values }) => {
    const own = pending.find(({ hash }) => hash === values['hash'])
    return text(
      own === undefined
        ? say`Row ${id} stands for none of the pending migrations.`
        : say`Row ${id} is that of ${own.tag}: its hash is the SHA-256 of the file.`,
    )
  })
}

function hashOf({ values }: WholeRow): RichText {
  return say`${values['hash'] ?? 'NULL'}`
}

function byDate(a: WholeRow, b: WholeRow): number {
  const at = ({ values }: WholeRow) => Number(values['created_at'] ?? Infinity)
  return at(b) - at(a) || Number(b.id) - Number(a.id)
}
