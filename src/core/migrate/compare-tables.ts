import { identityOf, parseLine } from '../schema/catalog-object.ts'
import type { DeclaredSchema } from '../schema/declared-schema.ts'
import { netChanges } from './compare-objects.ts'

export interface TableName {
  readonly schema: string
  readonly table: string
}

/** How many rows a table has, and a checksum of them. */
export interface TableContent {
  readonly rows: string
  readonly checksum: string
}

/** A table that the run must leave as it is, before and after. */
export interface TableCheck {
  readonly name: TableName
  /** That the checksum is made of. */
  readonly columns: readonly string[]
  /** That a pending migration changes or drops, so that they cannot be the same. */
  readonly leftOut: readonly string[]
  readonly before: TableContent
  /** Nothing where the table is gone. */
  readonly after: TableContent | undefined
}

export function isUntouched({ before, after }: TableCheck): boolean {
  return before.rows === after?.rows && before.checksum === after.checksum
}

/** A name as people type it, `table` or `schema.table`; in `public` where no schema is named. */
export function parseTableName(text: string): TableName {
  const [first = '', ...rest] = text.split('.')
  return rest.length === 0
    ? { schema: 'public', table: first }
    : { schema: first, table: rest.join('.') }
}

/** The columns of a table that are to hold the same after the pending migrations, and the others. */
export function steadyColumns(
  { schema, table }: TableName,
  columns: readonly string[],
  declared: DeclaredSchema | undefined,
  applied: number,
): { readonly columns: readonly string[]; readonly leftOut: readonly string[] } {
  if (declared === undefined) return { columns, leftOut: [] }
  const { came, went } = netChanges(declared, applied)
  const will = new Map(came.map((line) => [identityOf(line), parseLine(line)]))
  const moved = new Set(
    went.flatMap((line) => {
      const { object, aspects } = parseLine(line)
      const isHere = object.type === 'column' && object.schema === schema && object.table === table
      if (!isHere) return []
      const type = will.get(identityOf(line))?.aspects.get('type')
      return type === aspects.get('type') ? [] : [object.name]
    }),
  )
  return {
    columns: columns.filter((column) => !moved.has(column)),
    leftOut: columns.filter((column) => moved.has(column)),
  }
}
