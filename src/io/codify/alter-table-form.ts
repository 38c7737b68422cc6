import type { AlterTableCmd, AlterTableStmt, ColumnDef, Node } from 'libpg-query'
import * as has from './conditions.ts'
import type { Form } from './form.ts'

/** Commands that do nothing where there is nothing to do. */
const byNature: ReadonlySet<string> = new Set([
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_EnableRowSecurity',
  'AT_DisableRowSecurity',
  'AT_ForceRowSecurity',
  'AT_NoForceRowSecurity',
  'AT_EnableTrig',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_DisableTrig',
  'AT_EnableRule',
  'AT_DisableRule',
  'AT_EnableAlwaysRule',
  'AT_EnableReplicaRule',
  'AT_ReplicaIdentity',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_ValidateConstraint',
  'AT_SetIdentity',
  'AT_SetLogged',
  'AT_SetUnLogged',
])

/** Commands with IF EXISTS. */
const ifExists: ReadonlySet<string> = new Set([
  'AT_DropColumn',
  'AT_DropConstraint',
  'AT_DropIdentity',
  'AT_DropExpression',
])

/** The forms of ALTER TABLE with one command; a column that may not be NULL takes two. */
export function alterTableForms(statement: AlterTableStmt): readonly Form[] | undefined {
  const [node, ...more] = statement.cmds ?? []
  if (node === undefined || more.length > 0 || !('AlterTableCmd' in node)) return undefined
  const command = node.AlterTableCmd
  const subtype: string = command.subtype ?? ''
  const withCommand = (changed: AlterTableCmd, whole: Partial<AlterTableStmt> = {}): Node => ({
    AlterTableStmt: { ...statement, ...whole, cmds: [{ AlterTableCmd: changed }] },
  })
  const [schema, table] = [
    statement.relation?.schemaname ?? 'public',
    statement.relation?.relname ?? '',
  ]
  if (byNature.has(subtype)) return [{ by: 'nature' }]
  if (ifExists.has(subtype)) {
    // The table may go as well, and is no more when this runs again.
    const dropped = withCommand({ ...command, missing_ok: true }, { missing_ok: true })
    return [{ by: 'words', node: dropped }]
  }
  switch (subtype) {
    case 'AT_AddColumn': {
      const column =
        command.def !== undefined && 'ColumnDef' in command.def ? command.def.ColumnDef : {}
      if (statement.objtype === 'OBJECT_TYPE')
        return [{ by: 'guard', unless: has.hasColumn(schema, table, column.colname ?? '') }]
      return addedColumn(column).map((part) => ({ by: 'words', node: withCommand(part) }))
    }
    case 'AT_AddConstraint': {
      const def = command.def
      const name = def !== undefined && 'Constraint' in def ? def.Constraint.conname : undefined
      return name === undefined
        ? undefined
        : [{ by: 'guard', unless: has.hasConstraint(schema, table, name) }]
    }
    case 'AT_AddIdentity':
      return [{ by: 'guard', unless: has.isIdentity(schema, table, command.name ?? '') }]
    case 'AT_AlterColumnType':
      return [{ by: 'difference', node: withCommand(withoutCut(command)) }]
    case 'AT_SetExpression':
      return [{ by: 'difference' }]
    default:
      return undefined
  }
}

/** Where rows have no value to get, the column comes first, and NOT NULL once they have one. */
function addedColumn(column: ColumnDef): readonly AlterTableCmd[] {
  const constraints = (column.constraints ?? []).map((node) => withoutCast(node, column))
  const kinds = constraints.map(kindOf)
  const def = { ...column, ...(constraints.length > 0 && { constraints }) }
  const add = (added: ColumnDef): AlterTableCmd => ({
    subtype: 'AT_AddColumn',
    def: { ColumnDef: added },
    behavior: 'DROP_RESTRICT',
    missing_ok: true,
  })
  const hasValue = ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED'].some((kind) =>
    kinds.includes(kind),
  )
  if (hasValue || !kinds.includes('CONSTR_NOTNULL')) return [add(def)]
  const { constraints: _, ...bare } = column
  const nullable = constraints.filter((node) => kindOf(node) !== 'CONSTR_NOTNULL')
  return [
    add({ ...bare, ...(nullable.length > 0 && { constraints: nullable }) }),
    { subtype: 'AT_SetNotNull', name: column.colname ?? '', behavior: 'DROP_RESTRICT' },
  ]
}

/**
 * By a cast that is written, PostgreSQL cuts a text that is too long. Without one it refuses it, and
 * any type becomes a text.
 */
function withoutCut(command: AlterTableCmd): AlterTableCmd {
  if (command.def === undefined || !('ColumnDef' in command.def)) return command
  const { raw_default: using, ...column } = command.def.ColumnDef
  const { names = [], arrayBounds } = column.typeName ?? {}
  const isText =
    arrayBounds === undefined &&
    names.some((name) => 'String' in name && /^(varchar|bpchar)$/.test(name.String.sval ?? ''))
  const isCast =
    using !== undefined &&
    'TypeCast' in using &&
    using.TypeCast.arg !== undefined &&
    'ColumnRef' in using.TypeCast.arg
  return isText && isCast ? { ...command, def: { ColumnDef: column } } : command
}

/** The schema, the table and the column of ALTER TABLE … SET NOT NULL. */
export function columnThatNeedsValues(
  node: Node,
): readonly [schema: string, table: string, column: string] | undefined {
  const { cmds, relation } = 'AlterTableStmt' in node ? node.AlterTableStmt : {}
  const [command] = cmds ?? []
  return command !== undefined &&
    'AlterTableCmd' in command &&
    command.AlterTableCmd.subtype === 'AT_SetNotNull'
    ? [relation?.schemaname ?? 'public', relation?.relname ?? '', command.AlterTableCmd.name ?? '']
    : undefined
}

function kindOf(node: Node): string {
  return 'Constraint' in node ? (node.Constraint.contype ?? '') : ''
}

/** A default as a person writes it: a literal that is of the column's type anyway needs no cast. */
function withoutCast(node: Node, { typeName }: ColumnDef): Node {
  if (!('Constraint' in node)) return node
  const { raw_expr: value } = node.Constraint
  if (value === undefined || !('TypeCast' in value)) return node
  const { arg, typeName: cast } = value.TypeCast
  const isLiteral = arg !== undefined && 'A_Const' in arg && 'sval' in arg.A_Const
  const isSame =
    JSON.stringify(cast?.names) === JSON.stringify(typeName?.names) &&
    cast?.arrayBounds === undefined
  return isLiteral && isSame ? { Constraint: { ...node.Constraint, raw_expr: arg } } : node
}
