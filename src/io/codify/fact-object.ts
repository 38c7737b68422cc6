import type { Fact, FactBase } from '@supabase/pg-delta'
import type { SchemaObject } from '../../core/schema/catalog-object.ts'

const whole: Readonly<Record<string, string>> = {
  schema: 'schema',
  extension: 'extension',
  eventTrigger: 'event trigger',
}

const qualified: Readonly<Record<string, string>> = {
  table: 'table',
  view: 'view',
  materializedView: 'materialized view',
  foreignTable: 'foreign table',
  sequence: 'sequence',
  domain: 'domain',
}

const variants: Readonly<Record<string, string>> = {
  enum: 'enum',
  composite: 'composite type',
  range: 'range type',
}

const ofTable: Readonly<Record<string, string>> = {
  column: 'column',
  constraint: 'constraint',
  trigger: 'trigger',
  rule: 'rule',
  policy: 'policy',
  default: 'column',
}

/** The object of our catalog that a fact tells of; nothing for what the catalog leaves out. */
export function objectOfFact(fact: Fact, facts: FactBase): SchemaObject | undefined {
  const { id, payload } = fact
  const type = whole[id.kind]
  if (type !== undefined && 'name' in id) return { type, schema: '', name: id.name }
  if ('args' in id) {
    const name = `${id.name}(${id.args.join(', ')})`
    return { type: id.kind === 'aggregate' ? 'aggregate' : 'function', schema: id.schema, name }
  }
  if (id.kind === 'typeAttribute') {
    return { type: 'composite type', schema: id.schema, name: id.type }
  }
  if (id.kind === 'type') {
    const variant = variants[typeof payload['variant'] === 'string' ? payload['variant'] : '']
    return variant === undefined ? undefined : { type: variant, schema: id.schema, name: id.name }
  }
  if (id.kind === 'sequence') return ownerOf(payload) ?? plain(id.schema, id.name)
  if (id.kind === 'index') {
    const parent = fact.parent
    const table = parent !== undefined && 'name' in parent ? parent.name : ''
    return { type: 'index', schema: id.schema, table, name: id.name }
  }
  if ('table' in id) {
    if (
      id.kind === 'constraint' &&
      facts.has({ kind: 'domain', schema: id.schema, name: id.table })
    )
      return { type: 'domain', schema: id.schema, name: id.table }
    const part = 'name' in id ? ofTable[id.kind] : undefined
    return part === undefined || !('name' in id)
      ? undefined
      : { type: part, schema: id.schema, table: id.table, name: id.name }
  }
  const kind = qualified[id.kind]
  return kind === undefined || !('schema' in id) || !('name' in id) || id.schema === null
    ? undefined
    : { type: kind, schema: id.schema, name: id.name }
}

const plain = (schema: string, name: string) => ({ type: 'sequence', schema, name })

/** A sequence that a column owns is told as a part of the column. */
function ownerOf({ ownedBy }: Fact['payload']): SchemaObject | undefined {
  if (ownedBy === null || typeof ownedBy !== 'object') return undefined
  const { schema, table, column } = Object.fromEntries(Object.entries(ownedBy))
  return typeof schema === 'string' && typeof table === 'string' && typeof column === 'string'
    ? { type: 'column', schema, table, name: column }
    : undefined
}
