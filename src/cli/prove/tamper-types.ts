import type { CatalogLine } from '../../core/schema/catalog-object.ts'
import { quoteLiteral } from '../../io/replay/replay-database.ts'
import { changed, each, inSchema, inSql, lacking, type Tampering } from './tampering.ts'

const type = (line: CatalogLine) => inSql(line)

export const typeTamperings: readonly Tampering[] = [
  each(
    'enum: value added',
    'enum',
    (line) => `ALTER TYPE ${type(line)} ADD VALUE 'driftwatch_patch'`,
    changed('values'),
  ),
  each(
    'enum: value renamed',
    'enum',
    (line) =>
      `ALTER TYPE ${type(line)} RENAME VALUE ${/^'(?:[^']|'')*'/.exec(line.aspects.get('values') ?? '')?.[0] ?? "''"} TO 'driftwatch_renamed'`,
    changed('values'),
  ),
  each(
    'enum: values reordered',
    'enum',
    (line) =>
      `UPDATE pg_catalog.pg_enum SET enumsortorder = -enumsortorder WHERE enumtypid = ${quoteLiteral(type(line))}::regtype`,
    changed('values'),
    (line) => (line.aspects.get('values') ?? '').includes("', '"),
  ),
  each('enum dropped', 'enum', (line) => `DROP TYPE ${type(line)} CASCADE`, lacking),
  each(
    'enum renamed',
    'enum',
    (line) => `ALTER TYPE ${type(line)} RENAME TO driftwatch_renamed`,
    changed('name'),
  ),
  inSchema('enum added', 'enum', (name) => `CREATE TYPE ${name} AS ENUM ('a')`),
  each(
    'domain: check added',
    'domain',
    (line) =>
      `ALTER DOMAIN ${type(line)} ADD CONSTRAINT driftwatch_patch CHECK (VALUE IS NOT NULL OR true)`,
    changed('checks'),
  ),
  each(
    'domain: default changed',
    'domain',
    (line) => `ALTER DOMAIN ${type(line)} SET DEFAULT NULL::text::text`,
    changed('default'),
    (line) => line.aspects.get('type') === 'text',
  ),
  each(
    'domain: not null set',
    'domain',
    (line) => `ALTER DOMAIN ${type(line)} SET NOT NULL`,
    changed('not null'),
    (line) => !line.aspects.has('not null'),
  ),
  each('domain dropped', 'domain', (line) => `DROP DOMAIN ${type(line)} CASCADE`, lacking),
  inSchema('domain added', 'domain', (name) => `CREATE DOMAIN ${name} AS text`),
  inSchema('domain over an array added', 'domain', (name) => `CREATE DOMAIN ${name} AS text[]`),
  each(
    'composite type: attribute added',
    'composite type',
    (line) => `ALTER TYPE ${type(line)} ADD ATTRIBUTE driftwatch_patch int`,
    changed('attributes'),
  ),
  each(
    'composite type dropped',
    'composite type',
    (line) => `DROP TYPE ${type(line)} CASCADE`,
    lacking,
  ),
  inSchema('composite type added', 'composite type', (name) => `CREATE TYPE ${name} AS (a int)`),
  inSchema(
    'range type added',
    'range type',
    (name) => `CREATE TYPE ${name} AS RANGE (subtype = float8)`,
  ),
  each(
    'sequence: step changed',
    'sequence',
    (line) => `ALTER SEQUENCE ${type(line)} INCREMENT BY 17`,
    changed('settings'),
  ),
  each('sequence dropped', 'sequence', (line) => `DROP SEQUENCE ${type(line)} CASCADE`, lacking),
  inSchema('sequence added', 'sequence', (name) => `CREATE SEQUENCE ${name}`),
]
