import type { CatalogLine } from '../../core/schema/catalog-object.ts'
import { quoteLiteral } from '../../io/replay/replay-database.ts'
import {
  changed,
  each,
  extra,
  inSql,
  lacking,
  quoted,
  tableOf,
  type Tampering,
} from './tampering.ts'

const name = (line: CatalogLine) => quoted(line.object.name)
const index = (line: CatalogLine) => `${quoted(line.object.schema)}.${name(line)}`
const isType = (type: string) => (line: CatalogLine) => line.aspects.get('type') === type
const definition = (line: CatalogLine) => line.aspects.get('definition') ?? ''
const drop = (line: CatalogLine) =>
  `ALTER TABLE ${tableOf(line)} DROP CONSTRAINT ${name(line)} CASCADE`

/** Drops a constraint and makes it again with another definition. */
const remade = (change: (definition: string) => string) => (line: CatalogLine) =>
  `${drop(line)}; ALTER TABLE ${tableOf(line)} ADD CONSTRAINT ${name(line)} ${change(definition(line))}`

const dropped = (type: string): Tampering =>
  each(`${type} dropped`, 'constraint', drop, lacking, isType(type))

const added = (what: string, make: (line: CatalogLine) => string): Tampering =>
  each(
    `${what} added`,
    'column',
    (line) => `ALTER TABLE ${tableOf(line)} ADD CONSTRAINT driftwatch_patch ${make(line)}`,
    extra('constraint', ({ object }) => `${object.schema}.${object.table ?? ''}.driftwatch_patch`),
    (line) => line.aspects.get('generated') !== 'virtual',
  )

export const constraintTamperings: readonly Tampering[] = [
  dropped('primary key'),
  dropped('unique'),
  dropped('foreign key'),
  dropped('check'),
  dropped('exclude'),
  added('check', (line) => `CHECK (${name(line)} IS NOT NULL) NOT VALID`),
  added('unique', (line) => `UNIQUE (${name(line)}, ${name(line)})`.replace(/, .*\)/, ')')),
  each(
    'foreign key added',
    'table',
    (line) =>
      `ALTER TABLE ${inSql(line)} ADD COLUMN driftwatch_id int PRIMARY KEY; ALTER TABLE ${inSql(line)} ADD CONSTRAINT driftwatch_patch FOREIGN KEY (driftwatch_id) REFERENCES ${inSql(line)}`,
    extra('constraint', ({ object }) => `${object.schema}.${object.name}.driftwatch_patch`),
  ),
  each(
    'exclude added',
    'table',
    (line) =>
      `ALTER TABLE ${inSql(line)} ADD COLUMN driftwatch_span int4range; ALTER TABLE ${inSql(line)} ADD CONSTRAINT driftwatch_patch EXCLUDE USING gist (driftwatch_span WITH &&)`,
    extra('constraint', ({ object }) => `${object.schema}.${object.name}.driftwatch_patch`),
  ),
  each(
    'foreign key: what happens on delete changed',
    'constraint',
    remade((text) =>
      /ON DELETE/.test(text)
        ? text.replace(/ ON DELETE (CASCADE|RESTRICT|SET NULL|SET DEFAULT)/, '')
        : `${text} ON DELETE CASCADE`,
    ),
    changed('definition'),
    (line) => isType('foreign key')(line) && !/DEFERRABLE|NOT VALID/.test(definition(line)),
  ),
  each(
    'foreign key not validated',
    'constraint',
    remade((text) => `${text} NOT VALID`),
    changed('validated'),
    (line) => isType('foreign key')(line) && !line.aspects.has('validated'),
  ),
  each(
    'check not validated',
    'constraint',
    remade((text) => `${text} NOT VALID`),
    changed('validated'),
    (line) => isType('check')(line) && !line.aspects.has('validated'),
  ),
  each(
    'check altered',
    'constraint',
    remade((text) => text.replace(/^CHECK \(/, 'CHECK (true OR ')),
    changed('definition'),
    isType('check'),
  ),
  each(
    'constraint made deferrable',
    'constraint',
    (line) =>
      `ALTER TABLE ${tableOf(line)} ALTER CONSTRAINT ${name(line)} DEFERRABLE INITIALLY DEFERRED`,
    changed('definition'),
    (line) => isType('foreign key')(line) && !/DEFERRABLE/.test(definition(line)),
  ),
  each(
    'unique made to treat NULLs as equal',
    'constraint',
    remade((text) => text.replace(/^UNIQUE/, 'UNIQUE NULLS NOT DISTINCT')),
    changed('definition'),
    (line) => isType('unique')(line) && definition(line).startsWith('UNIQUE ('),
  ),
  each(
    'key: its index invalid',
    'constraint',
    (line) =>
      `UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = ${quoteLiteral(index(line))}::regclass`,
    changed('valid'),
    (line) => isType('primary key')(line) || isType('unique')(line),
  ),
  each(
    'constraint renamed',
    'constraint',
    (line) => `ALTER TABLE ${tableOf(line)} RENAME CONSTRAINT ${name(line)} TO driftwatch_renamed`,
    changed('name'),
  ),
]

const remadeIndex =
  (change: (definition: string) => string, unique = '') =>
  (line: CatalogLine) =>
    `DROP INDEX ${index(line)}; CREATE ${unique || (line.aspects.has('unique') ? 'UNIQUE' : '')} INDEX ${name(line)} ON ${tableOf(line)} ${change(definition(line))}`

export const indexTamperings: readonly Tampering[] = [
  each('index dropped', 'index', (line) => `DROP INDEX ${index(line)} CASCADE`, lacking),
  each(
    'index added',
    'column',
    (line) => `CREATE INDEX driftwatch_patch ON ${tableOf(line)} (${name(line)})`,
    extra('index', ({ object }) => `${object.schema}.${object.table ?? ''}.driftwatch_patch`),
    (line) => line.aspects.get('generated') !== 'virtual',
  ),
  each(
    'index: a condition added',
    'index',
    remadeIndex((text) => `${text} WHERE true IS NOT NULL`),
    changed('definition'),
    (line) => !/ WHERE /.test(definition(line)),
  ),
  each(
    'index: its condition dropped',
    'index',
    remadeIndex((text) => text.replace(/ WHERE [\s\S]*$/, '')),
    changed('definition'),
    (line) => / WHERE /.test(definition(line)),
  ),
  each(
    'index: its order changed',
    'index',
    remadeIndex((text) => text.replace(/\)$/, ' DESC)')),
    changed('definition'),
    (line) => /^USING btree \([^()]+[^C]\)$/.test(definition(line)),
  ),
  each(
    'index made unique',
    'index',
    remadeIndex((text) => text, 'UNIQUE'),
    changed('unique'),
    (line) => !line.aspects.has('unique'),
  ),
  each(
    'index made not unique',
    'index',
    (line) => remadeIndex((text) => text)(line).replace('CREATE UNIQUE', 'CREATE'),
    changed('unique'),
    (line) => line.aspects.has('unique'),
  ),
  each(
    'index invalid',
    'index',
    (line) =>
      `UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = ${quoteLiteral(index(line))}::regclass`,
    changed('valid'),
  ),
  each(
    'index renamed',
    'index',
    (line) => `ALTER INDEX ${index(line)} RENAME TO driftwatch_renamed`,
    changed('name'),
  ),
]
