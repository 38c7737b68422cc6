import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { cleanSql } from './rich-text.ts'

/** What is said of an object on one side. */
type Aspects = ReadonlyMap<string, string>
export type Side = 'declared' | 'live'

/** What one side says of a finding's object; nothing where the definitions were left out. */
export function aspectsOn({ aspects }: SchemaFinding, side: Side): Aspects {
  return new Map(
    aspects.flatMap((aspect) => {
      const value = aspect[side]
      return value == null ? [] : [[aspect.name, value] as const]
    }),
  )
}

/**
 * The statements that make an object, and can run twice; nothing for what is not simple. Names and
 * definitions are the database's own, so nothing that a person could not see ends up in them.
 */
export function sqlThatMakes({ object }: Pick<SchemaFinding, 'object'>, aspects: Aspects): Sql {
  const { type, schema, table = '', name } = object
  const onTable = namesOf(schema, table)
  const [own] = [namesOf(name)]
  if (onTable === undefined || own === undefined) return undefined
  const definition = aspects.get('definition')
  switch (type) {
    case 'column': {
      const column = columnSql(aspects)
      if (column === undefined) return undefined
      return shown([`ALTER TABLE ${onTable} ADD COLUMN IF NOT EXISTS ${own} ${column};`])
    }
    case 'index': {
      if (definition === undefined || aspects.has('valid')) return undefined
      const unique = aspects.has('unique') ? 'UNIQUE ' : ''
      return shown([`CREATE ${unique}INDEX IF NOT EXISTS ${own} ON ${onTable} ${definition};`])
    }
    case 'constraint':
      if (
        definition === undefined ||
        ['validated', 'valid', 'triggers'].some((each) => aspects.has(each))
      )
        return undefined
      // It has no IF NOT EXISTS of its own.
      return shown([
        `ALTER TABLE ${onTable} DROP CONSTRAINT IF EXISTS ${own};`,
        `ALTER TABLE ${onTable} ADD CONSTRAINT ${own} ${definition};`,
      ])
    default:
      return undefined
  }
}

/** Statements, one a line; `undefined` where only a person can write them. */
export type Sql = readonly string[] | undefined

const ofColumn = new Set(['type', 'not null', 'default', 'collation', 'generated', 'expression'])

function columnSql(aspects: Aspects): string | undefined {
  const type = aspects.get('type')
  const notNull = aspects.get('not null')
  const isSimple = [...aspects.keys()].every((name) => ofColumn.has(name))
  if (type === undefined || !isSimple || ![undefined, 'yes'].includes(notNull)) return undefined
  const [collation, byDefault, expression] = ['collation', 'default', 'expression'].map((name) =>
    aspects.get(name),
  )
  return [
    type,
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(byDefault === undefined ? [] : [`DEFAULT ${byDefault}`]),
    ...(expression === undefined
      ? []
      : [
          `GENERATED ALWAYS AS (${expression}) ${aspects.get('generated')?.toUpperCase() ?? ''}`.trim(),
        ]),
    ...(notNull === undefined ? [] : ['NOT NULL']),
  ].join(' ')
}

/** By type, what comes after DROP; a part of a table names it, too. */
const dropped: ReadonlyMap<string, string> = new Map([
  ['schema', 'SCHEMA'],
  ['extension', 'EXTENSION'],
  ['table', 'TABLE'],
  ['foreign table', 'FOREIGN TABLE'],
  ['index', 'INDEX'],
  ['trigger', 'TRIGGER'],
  ['policy', 'POLICY'],
  ['rule', 'RULE'],
  ['view', 'VIEW'],
  ['materialized view', 'MATERIALIZED VIEW'],
  ['function', 'ROUTINE'],
  ['aggregate', 'ROUTINE'],
  ['enum', 'TYPE'],
  ['domain', 'DOMAIN'],
  ['composite type', 'TYPE'],
  ['range type', 'TYPE'],
  ['sequence', 'SEQUENCE'],
  ['event trigger', 'EVENT TRIGGER'],
])

/** The statement that takes an object away, whether it can be had back or not. */
export function sqlThatDrops({ object }: Pick<SchemaFinding, 'object'>, ifExists = false): Sql {
  const { type, schema, table, name } = object
  const maybe = ifExists ? 'IF EXISTS ' : ''
  const what = dropped.get(type)
  if (type === 'column' || type === 'constraint') {
    const [onTable, own] = [namesOf(schema, table ?? ''), namesOf(name)]
    const names = onTable && own && `${onTable} DROP ${type.toUpperCase()} ${maybe}${own}`
    return names === undefined ? undefined : shown([`ALTER TABLE ${names};`])
  }
  const full = fullName(object)
  return what === undefined || full === undefined
    ? undefined
    : shown([`DROP ${what} ${maybe}${full};`])
}

/** Types of which data goes, and not only a definition. */
const holdsData = new Set(['table', 'column', 'schema', 'sequence'])

/** Whether dropping the object deletes what only a backup still has. */
export function isDestructive({ object }: Pick<SchemaFinding, 'object'>): boolean {
  return holdsData.has(object.type)
}

function fullName({ type, schema, table, name }: SchemaFinding['object']): string | undefined {
  if (type === 'function' || type === 'aggregate') {
    const [call = '', ...rest] = name.split('(')
    const own = namesOf(schema, call)
    return own && `${own}(${rest.join('(')}`
  }
  if (table !== undefined && type !== 'index') {
    const [own, onTable] = [namesOf(name), namesOf(schema, table)]
    return own && onTable && `${own} ON ${onTable}`
  }
  return schema === '' ? namesOf(name) : namesOf(schema, name)
}

/** Names in quotes, with dots between them. */
export function namesOf(...names: readonly string[]): string | undefined {
  if (names.some((name) => name === '' || !isPlain(name))) return undefined
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

/** Longer definitions are for an editor, not for a report. */
const longest = 2000

/** Whether a text can be shown as it is, so that what is pasted is what is seen. */
function isPlain(text: string): boolean {
  return cleanSql(text, longest) === text
}

/** The statements, if nothing has to be cleaned out of them. */
export function shown(statements: readonly string[] | undefined): Sql {
  return statements?.every(isPlain) === true ? statements : undefined
}
