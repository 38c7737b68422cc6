/** A row of the ledger with all its columns, in the very text that PostgreSQL gave. */
export interface WholeRow {
  readonly id: string
  readonly values: Readonly<Record<string, string | null>>
}

/** What became of a row that was there before. */
export interface RowCheck {
  readonly id: string
  readonly before: WholeRow
  readonly as: 'untouched' | 'changed' | 'gone'
}

/** Each row that was there before, byte for byte; columns that were added since are not looked at. */
export function compareRows(before: readonly WholeRow[], after: readonly WholeRow[]): RowCheck[] {
  const now = new Map(after.map((row) => [row.id, row]))
  return before.map((row) => {
    const { id } = row
    const other = now.get(id)
    if (other === undefined) return { id, before: row, as: 'gone' }
    const isSame = Object.entries(row.values).every(
      ([column, value]) => other.values[column] === value,
    )
    return { id, before: row, as: isSame ? 'untouched' : 'changed' }
  })
}

/** The rows that were not there before. */
export function addedRows(before: readonly WholeRow[], after: readonly WholeRow[]): WholeRow[] {
  const ids = new Set(before.map(({ id }) => id))
  return after.filter(({ id }) => !ids.has(id))
}
