import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { quoteLiteral } from '../replay/replay-database.ts'
import { relation, type } from './conditions.ts'

/**
 * SQL that is true where a changed object is not as it is live; nothing where that cannot be told.
 * It holds under an empty search_path, as the catalog's texts are read under one.
 */
export function differsFromLive({ kind, object, aspects }: SchemaFinding): string | undefined {
  if (kind !== 'changed') return undefined
  const known = aspects.flatMap(({ name, live }) => {
    const text = expressionFor(object.type, name, object.schema, object.table ?? '', object.name)
    if (text === undefined) return []
    const { sql, isEnd } = text
    if (live == null) return [`${sql} IS NOT NULL`]
    // PostgreSQL 18 also has some that are not validated.
    if (name === 'not null' && live !== 'yes') return []
    const value = quoteLiteral(live)
    return [
      `${isEnd ? `pg_catalog.right(${sql}, pg_catalog.length(${value}))` : sql} IS DISTINCT FROM ${value}`,
    ]
  })
  return known.length === 0 ? undefined : known.join(' OR ')
}

interface Text {
  readonly sql: string
  /** What the catalog says is only the end of what PostgreSQL does. */
  readonly isEnd?: true
}

function expressionFor(
  kind: string,
  aspect: string,
  schema: string,
  table: string,
  name: string,
): Text | undefined {
  const on = relation(schema, table)
  const own = relation(schema, name)
  const ofType = type(schema, name)
  const named = quoteLiteral(name)
  switch (`${kind} ${aspect}`) {
    case 'column type':
      return column('pg_catalog.format_type(a.atttypid, a.atttypmod)', on, named)
    case 'column not null':
      return column("CASE WHEN a.attnotnull THEN 'yes' END", on, named)
    case 'column generated':
      return column(
        "CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END",
        on,
        named,
      )
    case 'column expression':
      return {
        sql: `(SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef AS d JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attrelid = ${on} AND a.attname = ${named})`,
      }
    case 'constraint definition':
      return {
        sql: `(SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(oid), ' NOT VALID$', '') FROM pg_catalog.pg_constraint WHERE conrelid = ${on} AND conname = ${named})`,
      }
    case 'index definition':
      return { sql: `pg_catalog.pg_get_indexdef(${own})`, isEnd: true }
    case 'index unique':
      return {
        sql: `(SELECT CASE WHEN indisunique THEN 'yes' END FROM pg_catalog.pg_index WHERE indexrelid = ${own})`,
      }
    case 'view definition':
    case 'materialized view definition':
      return { sql: `pg_catalog.pg_get_viewdef(${own})` }
    case 'enum values':
      return {
        sql: `(SELECT pg_catalog.string_agg(pg_catalog.quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_catalog.pg_enum WHERE enumtypid = ${ofType})`,
      }
    case 'function returns':
      return {
        sql: `pg_catalog.pg_get_function_result(pg_catalog.to_regprocedure(${quoteLiteral(routine(schema, name))}))`,
      }
    case 'function arguments':
      return {
        sql: `pg_catalog.pg_get_function_arguments(pg_catalog.to_regprocedure(${quoteLiteral(routine(schema, name))}))`,
      }
    case 'domain type':
      return {
        sql: `(SELECT pg_catalog.format_type(typbasetype, typtypmod) FROM pg_catalog.pg_type WHERE oid = ${ofType})`,
      }
    case 'trigger definition':
      return {
        sql: `(SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger WHERE tgrelid = ${on} AND tgname = ${named})`,
        isEnd: true,
      }
    default:
      return undefined
  }
}

function column(value: string, on: string, named: string): Text {
  return {
    sql: `(SELECT ${value} FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = ${on} AND a.attname = ${named} AND NOT a.attisdropped)`,
  }
}

/** A routine with the types of its arguments, as `regprocedure` reads it. */
function routine(schema: string, name: string): string {
  const at = name.indexOf('(')
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  return `${quoted(schema)}.${quoted(name.slice(0, at))}${name.slice(at)}`
}
