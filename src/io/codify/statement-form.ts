import type { Node, RangeVar } from 'libpg-query'
import * as has from './conditions.ts'
import { alterTableForms } from './alter-table-form.ts'
import type { Form } from './form.ts'

/** The form of each of the statements that this one becomes; nothing where none is known. */
export function formsOf(stmt: Node): readonly Form[] | undefined {
  if ('AlterTableStmt' in stmt) return alterTableForms(stmt.AlterTableStmt)
  const form = createForm(stmt) ?? alterForm(stmt)
  return form === undefined ? undefined : [form]
}

const words = (node: Node): Form => ({ by: 'words', node })
const nature: Form = { by: 'nature' }
const guard = (unless: string): Form => ({ by: 'guard', unless })

function createForm(stmt: Node): Form | undefined {
  if ('CreateStmt' in stmt)
    return words({ CreateStmt: { ...stmt.CreateStmt, if_not_exists: true } })
  if ('CreateForeignTableStmt' in stmt) return undefined
  if ('CreateSchemaStmt' in stmt)
    return words({ CreateSchemaStmt: { ...stmt.CreateSchemaStmt, if_not_exists: true } })
  if ('CreateExtensionStmt' in stmt)
    return words({ CreateExtensionStmt: { ...stmt.CreateExtensionStmt, if_not_exists: true } })
  if ('CreateSeqStmt' in stmt)
    return words({ CreateSeqStmt: { ...stmt.CreateSeqStmt, if_not_exists: true } })
  if ('IndexStmt' in stmt) return words({ IndexStmt: { ...stmt.IndexStmt, if_not_exists: true } })
  if ('CreateTableAsStmt' in stmt)
    return words({ CreateTableAsStmt: { ...stmt.CreateTableAsStmt, if_not_exists: true } })
  if ('ViewStmt' in stmt) return words({ ViewStmt: { ...stmt.ViewStmt, replace: true } })
  if ('RuleStmt' in stmt) return words({ RuleStmt: { ...stmt.RuleStmt, replace: true } })
  if ('DefineStmt' in stmt && stmt.DefineStmt.kind === 'OBJECT_AGGREGATE')
    return words({ DefineStmt: { ...stmt.DefineStmt, replace: true } })
  if ('CreateFunctionStmt' in stmt)
    return stmt.CreateFunctionStmt.replace === true ? nature : undefined
  if ('CreateTrigStmt' in stmt) {
    const { relation, trigname = '', isconstraint } = stmt.CreateTrigStmt
    return isconstraint === true
      ? guard(has.hasTrigger(schemaOf(relation), relation?.relname ?? '', trigname))
      : words({ CreateTrigStmt: { ...stmt.CreateTrigStmt, replace: true } })
  }
  if ('CreatePolicyStmt' in stmt) {
    const { table, policy_name: name = '' } = stmt.CreatePolicyStmt
    return guard(has.hasPolicy(schemaOf(table), table?.relname ?? '', name))
  }
  if ('CreateEventTrigStmt' in stmt)
    return guard(has.hasEventTrigger(stmt.CreateEventTrigStmt.trigname ?? ''))
  const type = createdType(stmt)
  return type === undefined ? undefined : guard(has.hasType(...type))
}

/** Types have no IF NOT EXISTS. */
function createdType(stmt: Node): readonly [schema: string, name: string] | undefined {
  if ('CreateEnumStmt' in stmt) return pathOf(stmt.CreateEnumStmt.typeName)
  if ('CreateRangeStmt' in stmt) return pathOf(stmt.CreateRangeStmt.typeName)
  if ('CreateDomainStmt' in stmt) return pathOf(stmt.CreateDomainStmt.domainname)
  if (!('CompositeTypeStmt' in stmt)) return undefined
  const { typevar } = stmt.CompositeTypeStmt
  return [schemaOf(typevar), typevar?.relname ?? '']
}

function alterForm(stmt: Node): Form | undefined {
  if ('DropStmt' in stmt) return words({ DropStmt: { ...stmt.DropStmt, missing_ok: true } })
  if ('AlterSeqStmt' in stmt || 'AlterPolicyStmt' in stmt) return nature
  if ('AlterEnumStmt' in stmt) {
    const { oldVal, newVal = '', typeName } = stmt.AlterEnumStmt
    return oldVal === undefined
      ? words({ AlterEnumStmt: { ...stmt.AlterEnumStmt, skipIfNewValExists: true } })
      : guard(has.hasLabel(...pathOf(typeName), newVal))
  }
  if ('AlterDomainStmt' in stmt) {
    const { subtype, typeName, name = '', def } = stmt.AlterDomainStmt
    if (subtype === 'X')
      return words({ AlterDomainStmt: { ...stmt.AlterDomainStmt, missing_ok: true } })
    if (subtype !== 'C') return nature
    const named = def !== undefined && 'Constraint' in def ? (def.Constraint.conname ?? name) : name
    return guard(has.hasDomainConstraint(...pathOf(typeName), named))
  }
  return 'RenameStmt' in stmt ? renameForm(stmt.RenameStmt) : undefined
}

function renameForm(
  rename: Extract<Node, { RenameStmt: unknown }>['RenameStmt'],
): Form | undefined {
  const { relation, subname = '', newname = '', object } = rename
  const renameType: string = rename.renameType ?? ''
  const schema = schemaOf(relation)
  const table = relation?.relname ?? ''
  switch (renameType) {
    case 'OBJECT_COLUMN':
      return guard(
        `NOT ${has.hasColumn(schema, table, subname)} OR ${has.hasColumn(schema, table, newname)}`,
      )
    case 'OBJECT_TABCONSTRAINT':
      return guard(
        `NOT ${has.hasConstraint(schema, table, subname)} OR ${has.hasConstraint(schema, table, newname)}`,
      )
    case 'OBJECT_TABLE':
    case 'OBJECT_INDEX':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_SEQUENCE':
      return guard(`NOT ${has.hasRelation(schema, table)} OR ${has.hasRelation(schema, newname)}`)
    case 'OBJECT_TYPE':
      return object !== undefined && 'List' in object ? { by: 'difference' } : undefined
    default:
      return undefined
  }
}

export function schemaOf(relation: RangeVar | undefined): string {
  return relation?.schemaname ?? 'public'
}

/** Schema and name of a list of names, with `public` where it names no schema. */
function pathOf(names: readonly Node[] | undefined): [schema: string, name: string] {
  const texts = (names ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : ''))
  return texts.length > 1 ? [texts.at(-2) ?? '', texts.at(-1) ?? ''] : ['public', texts[0] ?? '']
}
