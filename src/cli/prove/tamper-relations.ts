import type { CatalogLine } from '../../core/schema/catalog-object.ts'
import {
  changed,
  each,
  extra,
  inSchema,
  inSql,
  lacking,
  quoted,
  tableOf,
  type Tampering,
} from './tampering.ts'

const isOn = (aspect: string) => (line: CatalogLine) => line.aspects.has(aspect)
const isOff = (aspect: string) => (line: CatalogLine) => !line.aspects.has(aspect)
const alter = (change: string) => (line: CatalogLine) => `ALTER TABLE ${inSql(line)} ${change}`
const view = (line: CatalogLine) => (line.aspects.get('definition') ?? '').replace(/;\s*$/, '')

export const relationTamperings: readonly Tampering[] = [
  each('table dropped', 'table', (line) => `DROP TABLE ${inSql(line)} CASCADE`, lacking),
  inSchema('table added', 'table', (name) => `CREATE TABLE ${name} (id int)`),
  each('table renamed', 'table', alter('RENAME TO driftwatch_renamed'), changed('name')),
  each(
    'table moved to another schema',
    'table',
    (line) => `CREATE SCHEMA driftwatch_patch; ${alter('SET SCHEMA driftwatch_patch')(line)}`,
    lacking,
  ),
  each(
    'table made unlogged',
    'table',
    alter('SET UNLOGGED'),
    changed('unlogged'),
    // Before version 18, PostgreSQL takes it of a partitioned table too, and does nothing.
    (line) => isOff('unlogged')(line) && isOff('partition by')(line),
  ),
  each(
    'table: storage options changed',
    'table',
    alter('SET (fillfactor = 42)'),
    changed('options'),
    isOff('partition by'),
  ),
  each(
    'row security switched off',
    'table',
    alter('DISABLE ROW LEVEL SECURITY'),
    changed('row security'),
    isOn('row security'),
  ),
  each(
    'row security switched on',
    'table',
    alter('ENABLE ROW LEVEL SECURITY'),
    changed('row security'),
    isOff('row security'),
  ),
  each(
    'row security forced on the owner',
    'table',
    alter('FORCE ROW LEVEL SECURITY'),
    changed('row security forced'),
    isOff('row security forced'),
  ),
  each(
    'inheritance added',
    'table',
    (line) => `CREATE TABLE driftwatch_parent (); ${alter('INHERIT driftwatch_parent')(line)}`,
    changed('inherits'),
    isOff('partition by'),
  ),
  each(
    'view changed',
    'view',
    (line) =>
      `CREATE OR REPLACE VIEW ${inSql(line)} AS SELECT * FROM (${view(line)}) AS patched WHERE true`,
    changed('definition'),
  ),
  each('view dropped', 'view', (line) => `DROP VIEW ${inSql(line)} CASCADE`, lacking),
  each(
    'view: runs with the rights of who asks',
    'view',
    (line) => `ALTER VIEW ${inSql(line)} SET (security_barrier = true)`,
    changed('options'),
  ),
  each(
    'view renamed',
    'view',
    (line) => `ALTER VIEW ${inSql(line)} RENAME TO driftwatch_renamed`,
    changed('name'),
  ),
  inSchema('view added', 'view', (name) => `CREATE VIEW ${name} AS SELECT 1 AS one`),
  each(
    'materialized view changed',
    'materialized view',
    (line) =>
      `DROP MATERIALIZED VIEW ${inSql(line)} CASCADE; CREATE MATERIALIZED VIEW ${inSql(line)} AS SELECT * FROM (${view(line)}) AS patched WHERE true`,
    changed('definition'),
  ),
  each(
    'materialized view dropped',
    'materialized view',
    (line) => `DROP MATERIALIZED VIEW ${inSql(line)} CASCADE`,
    lacking,
  ),
  inSchema(
    'materialized view added',
    'materialized view',
    (name) => `CREATE MATERIALIZED VIEW ${name} AS SELECT 1 AS one`,
  ),
  each(
    'policy: who sees which rows changed',
    'policy',
    (line) => `ALTER POLICY ${quoted(line.object.name)} ON ${tableOf(line)} USING (false)`,
    changed('using'),
    isOn('using'),
  ),
  each(
    'policy: what may be written changed',
    'policy',
    (line) => `ALTER POLICY ${quoted(line.object.name)} ON ${tableOf(line)} WITH CHECK (false)`,
    changed('check'),
    isOn('check'),
  ),
  each(
    'policy: whom it is for changed',
    'policy',
    (line) =>
      `CREATE ROLE driftwatch_patch; ALTER POLICY ${quoted(line.object.name)} ON ${tableOf(line)} TO driftwatch_patch`,
    changed('to'),
  ),
  each(
    'policy dropped',
    'policy',
    (line) => `DROP POLICY ${quoted(line.object.name)} ON ${tableOf(line)}`,
    lacking,
  ),
  each(
    'policy added',
    'table',
    (line) => `CREATE POLICY driftwatch_patch ON ${inSql(line)} USING (true)`,
    extra('policy', ({ object }) => `${object.schema}.${object.name}.driftwatch_patch`),
  ),
  each(
    'rule added',
    'table',
    (line) => `CREATE RULE driftwatch_patch AS ON DELETE TO ${inSql(line)} DO INSTEAD NOTHING`,
    extra('rule', ({ object }) => `${object.schema}.${object.name}.driftwatch_patch`),
  ),
  each(
    'schema dropped',
    'schema',
    (line) => `DROP SCHEMA ${quoted(line.object.name)} CASCADE`,
    lacking,
    // Every database has this one: without it, its tables are what is lacking.
    ({ object }) => object.name !== 'public',
  ),
  {
    name: 'schema added',
    ways: () => [
      {
        sql: 'CREATE SCHEMA driftwatch_patch',
        expected: { kind: 'extra', subject: 'schema driftwatch_patch' },
      },
    ],
  },
  each(
    'extension dropped',
    'extension',
    (line) => `DROP EXTENSION ${quoted(line.object.name)} CASCADE`,
    lacking,
  ),
]
