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

/** A function's name is followed by its arguments, which are no part of the identifier. */
const signature = ({ object: { schema, name } }: CatalogLine) => {
  const at = name.indexOf('(')
  return `${quoted(schema)}.${quoted(name.slice(0, at))}${name.slice(at)}`
}
const isFunction = (line: CatalogLine) => line.aspects.get('kind') === undefined
const alter = (change: (line: CatalogLine) => string) => (line: CatalogLine) =>
  `ALTER FUNCTION ${signature(line)} ${change(line)}`
const trigger = (line: CatalogLine) => quoted(line.object.name)
const definition = (line: CatalogLine) => line.aspects.get('definition') ?? ''
/** PostgreSQL writes of constraint triggers, and of no others, when they fire. */
const createdAs = (line: CatalogLine) =>
  / DEFERRABLE INITIALLY /.test(definition(line)) ? 'CONSTRAINT TRIGGER' : 'TRIGGER'
const triggerFunction =
  "CREATE FUNCTION public.driftwatch_trigger() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"

export const routineTamperings: readonly Tampering[] = [
  each(
    'function: body changed',
    'function',
    (line) => `DO $driftwatch$
DECLARE f regprocedure := ${quoteLiteral(signature(line))}::regprocedure; body text := (SELECT prosrc FROM pg_proc WHERE oid = f);
BEGIN EXECUTE replace(pg_get_functiondef(f), body, body || E'\\n'); END $driftwatch$`,
    changed('body'),
    // A body in SQL's own form is another aspect.
    (line) => line.aspects.has('body'),
  ),
  each(
    'function: volatility changed',
    'function',
    alter((line) => (line.aspects.has('volatility') ? 'VOLATILE' : 'STABLE')),
    changed('volatility'),
    isFunction,
  ),
  each(
    'function: runs with the rights of its owner',
    'function',
    alter(() => 'SECURITY DEFINER'),
    changed('security definer'),
    (line) => isFunction(line) && !line.aspects.has('security definer'),
  ),
  each(
    'function: settings changed',
    'function',
    alter(() => "SET work_mem = '17MB'"),
    changed('settings'),
    isFunction,
  ),
  each(
    'function: NULL handling changed',
    'function',
    alter((line) => (line.aspects.has('strict') ? 'CALLED ON NULL INPUT' : 'STRICT')),
    changed('strict'),
    isFunction,
  ),
  each(
    'function dropped',
    'function',
    (line) => `DROP ROUTINE ${signature(line)} CASCADE`,
    lacking,
  ),
  each(
    'function added',
    'schema',
    (line) =>
      `CREATE FUNCTION ${quoted(line.object.name)}.driftwatch_patch() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    extra('function', ({ object }) => `${object.name}.driftwatch_patch()`),
  ),
  each(
    'procedure added',
    'schema',
    (line) =>
      `CREATE PROCEDURE ${quoted(line.object.name)}.driftwatch_patch() LANGUAGE sql AS 'SELECT 1'`,
    extra('function', ({ object }) => `${object.name}.driftwatch_patch()`),
  ),
  each(
    'aggregate added',
    'schema',
    (line) =>
      `CREATE AGGREGATE ${quoted(line.object.name)}.driftwatch_patch(int) (SFUNC = int4pl, STYPE = int)`,
    extra('aggregate', ({ object }) => `${object.name}.driftwatch_patch(integer)`),
  ),
  each(
    'trigger disabled',
    'trigger',
    (line) => `ALTER TABLE ${tableOf(line)} DISABLE TRIGGER ${trigger(line)}`,
    changed('enabled'),
    (line) => !line.aspects.has('enabled'),
  ),
  each(
    'trigger fires for replication only',
    'trigger',
    (line) => `ALTER TABLE ${tableOf(line)} ENABLE REPLICA TRIGGER ${trigger(line)}`,
    changed('enabled'),
  ),
  each(
    'trigger dropped',
    'trigger',
    (line) => `DROP TRIGGER ${trigger(line)} ON ${tableOf(line)}`,
    lacking,
  ),
  each(
    'trigger changed',
    'trigger',
    (line) =>
      `DROP TRIGGER ${trigger(line)} ON ${tableOf(line)}; CREATE ${createdAs(line)} ${trigger(line)} ${definition(line).replace(/ EXECUTE FUNCTION /, ' WHEN (true IS NOT NULL) EXECUTE FUNCTION ')}`,
    changed('definition'),
    (line) => !/ WHEN \(/.test(definition(line)),
  ),
  each(
    'trigger renamed',
    'trigger',
    (line) => `ALTER TRIGGER ${trigger(line)} ON ${tableOf(line)} RENAME TO driftwatch_renamed`,
    changed('name'),
  ),
  each(
    'trigger added',
    'table',
    (line) =>
      `${triggerFunction}; CREATE TRIGGER driftwatch_patch BEFORE INSERT ON ${inSql(line)} FOR EACH ROW EXECUTE FUNCTION public.driftwatch_trigger()`,
    extra('trigger', ({ object }) => `${object.schema}.${object.name}.driftwatch_patch`),
  ),
  {
    name: 'event trigger added',
    ways: () => [
      {
        sql: "CREATE FUNCTION public.driftwatch_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER driftwatch_patch ON ddl_command_end EXECUTE FUNCTION public.driftwatch_event()",
        expected: { kind: 'extra', subject: 'event trigger driftwatch_patch' },
      },
    ],
  },
]
