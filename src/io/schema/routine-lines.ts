import { aspect, field, flag, line, needed, word } from './catalog-sql.ts'

/** Overloads differ in the types of what goes in; names of arguments and defaults are an aspect. */
const identity = {
  schema: 'p.schema',
  name: `p.name || '(' || ${field('pg_catalog.oidvectortypes(p.proargtypes)')} || ')'`,
}

const parallel = word('parallel', 'p.proparallel', { s: 'safe', r: 'restricted' })

/** A function by its name and the types of its arguments; NULL for none. */
const procedure = (oid: string) =>
  `NULLIF(${oid}::pg_catalog.oid::pg_catalog.regprocedure::pg_catalog.text, '-')`

/** A type; NULL for none. */
const type = (oid: string) => `CASE WHEN ${oid} <> 0 THEN pg_catalog.format_type(${oid}, NULL) END`

/** Lines of functions, procedures and aggregates, over the CTEs of `catalogQuery`. */
export const routineLines: readonly string[] = [
  `SELECT ${line('function', identity, [
    word('kind', 'p.prokind', { p: 'procedure', w: 'window' }),
    needed('arguments', 'pg_catalog.pg_get_function_arguments(p.oid)'),
    aspect('returns', 'pg_catalog.pg_get_function_result(p.oid)'),
    aspect('language', 'l.lanname'),
    word('volatility', 'p.provolatile', { i: 'immutable', s: 'stable' }),
    flag('strict', 'p.proisstrict'),
    flag('security definer', 'p.prosecdef'),
    flag('leakproof', 'p.proleakproof'),
    parallel,
    // Only what is not the default.
    aspect('cost', 'NULLIF(p.procost, 100)::pg_catalog.text'),
    aspect('rows', 'CASE WHEN p.prorows NOT IN (0, 1000) THEN p.prorows END::pg_catalog.text'),
    aspect('support', procedure('p.prosupport')),
    aspect('settings', "pg_catalog.array_to_string(p.proconfig, ', ')"),
    aspect('library', 'p.probin'),
    // A body in SQL's own form is deparsed; any other is the text that somebody wrote.
    `CASE WHEN p.prosqlbody IS NULL THEN ${needed('body', 'p.prosrc')}
      ELSE ${needed('sql body', 'pg_catalog.pg_get_function_sqlbody(p.oid)')} END`,
  ])} FROM routines AS p
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  -- Aggregates have lines of their own.
  WHERE p.prokind <> 'a'`,
  `SELECT ${line('aggregate', identity, [
    word('kind', 'a.aggkind', { o: 'ordered-set', h: 'hypothetical-set' }),
    needed('arguments', 'pg_catalog.pg_get_function_arguments(p.oid)'),
    aspect('returns', 'pg_catalog.pg_get_function_result(p.oid)'),
    parallel,
    aspect('state function', procedure('a.aggtransfn')),
    aspect('state type', type('a.aggtranstype')),
    aspect('final function', procedure('a.aggfinalfn')),
    word('final function modifies', 'a.aggfinalmodify', { s: 'shareable', w: 'read write' }),
    flag('final function extra', 'a.aggfinalextra'),
    aspect('initial state', 'a.agginitval'),
    aspect('combine function', procedure('a.aggcombinefn')),
    aspect('serial function', procedure('a.aggserialfn')),
    aspect('deserial function', procedure('a.aggdeserialfn')),
    aspect('moving state function', procedure('a.aggmtransfn')),
    aspect('moving inverse function', procedure('a.aggminvtransfn')),
    aspect('moving state type', type('a.aggmtranstype')),
    aspect('moving final function', procedure('a.aggmfinalfn')),
    // Where there is none, the code only says of which kind the aggregate is.
    word(
      'moving final function modifies',
      "CASE WHEN a.aggmfinalfn <> '0' THEN a.aggmfinalmodify END",
      { s: 'shareable', w: 'read write' },
    ),
    aspect('moving initial state', 'a.aggminitval'),
    aspect(
      'sort operator',
      "CASE WHEN a.aggsortop <> '0' THEN a.aggsortop::pg_catalog.regoperator::pg_catalog.text END",
    ),
  ])} FROM routines AS p JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid = p.oid`,
]
