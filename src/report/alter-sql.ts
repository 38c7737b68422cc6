import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { namesOf, shown, type Side, type Sql } from './object-sql.ts'
import type { Aspect } from './wording-aspects.ts'

/**
 * The statements that make a changed object as one side has it; nothing where a person has to write
 * them. They can run twice, but for those of a new name.
 */
export function sqlThatChanges(finding: SchemaFinding, to: Side): Sql {
  const { object, aspects } = finding
  const [first] = aspects
  if (first === undefined) return undefined
  if (first.name === 'name') return rename(finding, first, to)
  const statements = aspects.map((aspect) => one(object, aspect, to))
  return statements.every((each) => each !== undefined) ? shown(statements.flat()) : undefined
}

/** Clauses of ALTER TABLE: what renames a part of a table, by its type. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['column', 'COLUMN'],
  ['constraint', 'CONSTRAINT'],
])

function rename({ object }: SchemaFinding, { declared, live }: Aspect, to: Side): Sql {
  const [before, after] = to === 'declared' ? [live, declared] : [declared, live]
  if (before == null || after == null) return undefined
  const { type, schema, table } = object
  const part = renamed.get(type)
  const whole = part === undefined ? namesOf(schema, before) : namesOf(schema, table ?? '')
  const [from, into] = [namesOf(before), namesOf(after)]
  if (whole === undefined || from === undefined || into === undefined) return undefined
  if (part !== undefined) return shown([`ALTER TABLE ${whole} RENAME ${part} ${from} TO ${into};`])
  const kind = ['table', 'index', 'view', 'materialized view', 'sequence'].includes(type)
  return kind ? shown([`ALTER ${type.toUpperCase()} ${whole} RENAME TO ${into};`]) : undefined
}

function one(object: SchemaFinding['object'], aspect: Aspect, to: Side): Sql {
  const { type, schema, table, name } = object
  const value = aspect[to]
  if (value === undefined || aspect.declared === undefined || aspect.live === undefined)
    return undefined
  const [onTable, own, full] = [namesOf(schema, table ?? ''), namesOf(name), namesOf(schema, name)]
  if (own === undefined || full === undefined) return undefined
  const about = `${type} ${aspect.name}`
  if (type === 'table') {
    const off = value === null ? 'DISABLE' : 'ENABLE'
    return about === 'table row security'
      ? [`ALTER TABLE ${full} ${off} ROW LEVEL SECURITY;`]
      : undefined
  }
  if (type === 'view') {
    return about === 'view definition' && value !== null
      ? [`CREATE OR REPLACE VIEW ${full} AS ${value.replaceAll(/\s+/g, ' ').trim()}`]
      : undefined
  }
  if (onTable === undefined) return undefined
  switch (about) {
    case 'column type':
      return value === null
        ? undefined
        : [`ALTER TABLE ${onTable} ALTER COLUMN ${own} TYPE ${value} USING ${own}::${value};`]
    case 'column not null':
      return value === null || value === 'yes'
        ? [
            `ALTER TABLE ${onTable} ALTER COLUMN ${own} ${value === null ? 'DROP' : 'SET'} NOT NULL;`,
          ]
        : undefined
    case 'column default': {
      const change = value === null ? 'DROP DEFAULT' : `SET DEFAULT ${value}`
      return [`ALTER TABLE ${onTable} ALTER COLUMN ${own} ${change};`]
    }
    case 'constraint definition':
      return value === null
        ? undefined
        : [
            `ALTER TABLE ${onTable} DROP CONSTRAINT IF EXISTS ${own};`,
            `ALTER TABLE ${onTable} ADD CONSTRAINT ${own} ${value};`,
          ]
    case 'trigger enabled':
      return value === null ? [`ALTER TABLE ${onTable} ENABLE TRIGGER ${own};`] : undefined
    default:
      return undefined
  }
}
