import type { AlterTableCmd, ColumnDef, Node, RangeVar } from 'libpg-query'
import type { Effect } from '../../core/verify/problem.ts'
import { splitChunks } from './split-statements.ts'

/** A statement that cannot be undone, or that rows in a table can make fail. */
export interface FoundEffect {
  readonly effect: Effect
  /** What it is done to, such as `table public.users`. */
  readonly object: string
  /** In the script, from 1. */
  readonly line: number
}

/** Tables that no rows need be feared for: made, or filled in the column, before in the same change. */
export interface Prepared {
  readonly made: Set<string>
  readonly filled: Set<string>
}

export const nothingPrepared = (): Prepared => ({ made: new Set(), filled: new Set() })

/**
 * What a script's statements do, by PostgreSQL's own parse tree of them; `undefined` where it
 * cannot be parsed. What it makes and fills is added to `prepared`.
 */
export async function findEffects(
  script: string,
  prepared: Prepared,
): Promise<readonly FoundEffect[] | undefined> {
  const { loadModule, parseSync, SqlError } = await import('libpg-query')
  await loadModule()
  const found: FoundEffect[] = []
  try {
    for (const chunk of splitChunks(script.replace(/^\uFEFF/, ' '))) {
      const bytes = Buffer.from(chunk.sql)
      for (const { stmt, stmt_location = 0, stmt_len } of parseSync(chunk.sql).stmts ?? []) {
        if (stmt === undefined) continue
        const end = stmt_len ? stmt_location + stmt_len : bytes.length
        const text = bytes.toString('utf8', stmt_location, end)
        const start = chunk.start + bytes.toString('utf8', 0, stmt_location).length
        const line = script.slice(0, start + leading(text)).split('\n').length
        found.push(...effectsOf(stmt, prepared).map((each) => ({ ...each, line })))
      }
    }
  } catch (error) {
    if (error instanceof SqlError) return undefined
    throw error
  }
  return found
}

/** White space and comments before a statement. */
function leading(text: string): number {
  return /^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0
}

type Told = Omit<FoundEffect, 'line'>

function effectsOf(stmt: Node, prepared: Prepared): Told[] {
  const { made, filled } = prepared
  if ('CreateStmt' in stmt) made.add(nameOf(stmt.CreateStmt.relation))
  if ('CreateTableAsStmt' in stmt) made.add(nameOf(stmt.CreateTableAsStmt.into?.rel))
  if ('UpdateStmt' in stmt) filled.add(nameOf(stmt.UpdateStmt.relation))
  if ('DropStmt' in stmt) {
    const type = dropped[stmt.DropStmt.removeType ?? '']
    if (type === undefined) return []
    return (stmt.DropStmt.objects ?? [])
      .map(namesIn)
      .filter((name) => !made.has(name))
      .map((name) => ({ effect: 'drops', object: `${type} ${name}` }))
  }
  if ('TruncateStmt' in stmt) {
    return (stmt.TruncateStmt.relations ?? [])
      .map((node) => nameOf('RangeVar' in node ? node.RangeVar : undefined))
      .filter((name) => !made.has(name))
      .map((name) => ({ effect: 'empties', object: `table ${name}` }))
  }
  if ('DeleteStmt' in stmt) {
    const name = nameOf(stmt.DeleteStmt.relation)
    const isBounded = stmt.DeleteStmt.whereClause !== undefined || made.has(name)
    return isBounded ? [] : [{ effect: 'empties', object: `table ${name}` }]
  }
  if ('AlterTableStmt' in stmt) {
    const table = nameOf(stmt.AlterTableStmt.relation)
    if (made.has(table)) return []
    return (stmt.AlterTableStmt.cmds ?? []).flatMap((node) =>
      'AlterTableCmd' in node ? alterEffects(node.AlterTableCmd, table, filled) : [],
    )
  }
  return []
}

const dropped: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'table',
  OBJECT_SCHEMA: 'schema',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_FOREIGN_TABLE: 'foreign table',
  OBJECT_EXTENSION: 'extension',
}

function alterEffects(
  { subtype, name, def }: AlterTableCmd,
  table: string,
  filled: ReadonlySet<string>,
): Told[] {
  const column = (named = '') => `column ${table}.${named}`
  if (subtype === 'AT_DropColumn') return [{ effect: 'drops', object: column(name) }]
  if (subtype === 'AT_AlterColumnType') return [{ effect: 'changes-type', object: column(name) }]
  if (subtype === 'AT_SetNotNull' && !filled.has(table)) {
    return [{ effect: 'sets-not-null', object: column(name) }]
  }
  const added = def !== undefined && 'ColumnDef' in def ? def.ColumnDef : {}
  return subtype === 'AT_AddColumn' && isEmptyButNotNull(added)
    ? [{ effect: 'adds-not-null', object: column(added.colname) }]
    : []
}

/** A primary key is not null, too; a serial, an identity and a generated column have values. */
function isEmptyButNotNull({ constraints = [], typeName }: ColumnDef): boolean {
  const kinds = constraints.map((node) => ('Constraint' in node ? node.Constraint.contype : ''))
  const isSerial = /^(small|big)?serial\d?$/.test(
    (typeName?.names ?? []).map(stringIn).at(-1) ?? '',
  )
  const hasValue = ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED'].some((kind) =>
    kinds.some((each) => each === kind),
  )
  const isNotNull = kinds.some((kind) => kind === 'CONSTR_NOTNULL' || kind === 'CONSTR_PRIMARY')
  return isNotNull && !hasValue && !isSerial
}

/** As it stands, with `public` for what names no schema, which is where Drizzle puts it. */
function nameOf(relation: RangeVar | undefined): string {
  return `${relation?.schemaname ?? 'public'}.${relation?.relname ?? ''}`
}

function namesIn(node: Node): string {
  if ('String' in node) return stringIn(node)
  const items =
    'List' in node ? node.List.items : 'TypeName' in node ? node.TypeName.names : undefined
  const names = (items ?? []).map(stringIn)
  return names.length === 1 ? `public.${names[0] ?? ''}` : names.join('.')
}

function stringIn(node: Node): string {
  return 'String' in node ? (node.String.sval ?? '') : ''
}
