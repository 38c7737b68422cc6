import { quoteIdentifier } from '../ledger-query.ts'
import { quoteLiteral } from '../replay/replay-database.ts'

/** SQL that is true where an object is there; names are those of the catalog, without quotes. */

export function hasType(schema: string, name: string): string {
  return `pg_catalog.to_regtype(${path(schema, name)}) IS NOT NULL`
}

export function hasConstraint(schema: string, table: string, name: string): string {
  return exists('pg_constraint', 'conrelid', relation(schema, table), 'conname', name)
}

export function hasDomainConstraint(schema: string, domain: string, name: string): string {
  return exists('pg_constraint', 'contypid', type(schema, domain), 'conname', name)
}

export function hasPolicy(schema: string, table: string, name: string): string {
  return exists('pg_policy', 'polrelid', relation(schema, table), 'polname', name)
}

export function hasTrigger(schema: string, table: string, name: string): string {
  return exists('pg_trigger', 'tgrelid', relation(schema, table), 'tgname', name)
}

export function hasEventTrigger(name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtname = ${quoteLiteral(name)})`
}

/** A table, an index, a view or a sequence. */
export function hasRelation(schema: string, name: string): string {
  return `pg_catalog.to_regclass(${path(schema, name)}) IS NOT NULL`
}

/** A column of a table, or an attribute of a composite type. */
export function hasColumn(schema: string, table: string, name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = ${relation(schema, table)} AND attname = ${quoteLiteral(name)} AND NOT attisdropped)`
}

export function isIdentity(schema: string, table: string, name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = ${relation(schema, table)} AND attname = ${quoteLiteral(name)} AND attidentity <> '')`
}

export function hasLabel(schema: string, name: string, label: string): string {
  return exists('pg_enum', 'enumtypid', type(schema, name), 'enumlabel', label)
}

export function relation(schema: string, name: string): string {
  return `pg_catalog.to_regclass(${path(schema, name)})`
}

export function type(schema: string, name: string): string {
  return `pg_catalog.to_regtype(${path(schema, name)})`
}

function exists(catalog: string, of: string, owner: string, named: string, name: string): string {
  return `EXISTS (SELECT FROM pg_catalog.${catalog} WHERE ${of} = ${owner} AND ${named} = ${quoteLiteral(name)})`
}

function path(schema: string, name: string): string {
  return quoteLiteral([schema, name].map(quoteIdentifier).join('.'))
}
