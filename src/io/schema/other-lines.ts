import {
  aspect,
  collation,
  enabled,
  field,
  flag,
  line,
  needed,
  options,
  ownedByExtension,
} from './catalog-sql.ts'

const named = (alias: string) => ({ schema: `${alias}.schema`, name: `${alias}.name` })

const expressionOf = (bin: string, relation: string) =>
  `pg_catalog.pg_get_expr(${bin}, ${relation})`

/** Lines of all that is neither a table, nor a part of one, nor a function: one SELECT for each kind. */
export const otherLines: readonly string[] = [
  // Drizzle's migrator makes the ledger's schema. In public it is not the ledger's own.
  `SELECT ${line('schema', { name: 'n.name' }, [])} FROM namespaces AS n WHERE NOT n.is_ledgers`,
  `SELECT ${line('extension', { name: field('x.extname') }, [aspect('schema', 's.nspname')])}
  FROM pg_catalog.pg_extension AS x JOIN pg_catalog.pg_namespace AS s ON s.oid = x.extnamespace
  -- The first is in every new database, the others Neon's own, the last with its Data API. Neon also
  -- chooses the versions.
  WHERE x.extname NOT IN ('plpgsql', 'neon', 'neon_utils', 'pg_session_jwt')`,
  ...(
    [
      ['view', 'v'],
      ['materialized view', 'm'],
    ] as const
  ).map(
    ([kind, relkind]) =>
      `SELECT ${line(kind, named('r'), [
        needed('definition', 'pg_catalog.pg_get_viewdef(r.oid)'),
        aspect(
          'defaults',
          `SELECT pg_catalog.string_agg(
          pg_catalog.quote_ident(a.attname) || ' ' || ${expressionOf('d.adbin', 'd.adrelid')}, ', ' ORDER BY d.adnum
        ) FROM pg_catalog.pg_attrdef AS d
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE d.adrelid = r.oid`,
        ),
        options('r.reloptions'),
      ])} FROM relations AS r WHERE r.relkind = '${relkind}'`,
  ),
  `SELECT ${line('enum', named('t'), [
    needed(
      'values',
      `SELECT coalesce(pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder), '')
      FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid`,
    ),
  ])} FROM types AS t WHERE t.typtype = 'e'`,
  `SELECT ${line('domain', named('t'), [
    needed('type', 'pg_catalog.format_type(t.typbasetype, t.typtypmod)'),
    flag('not null', 't.typnotnull'),
    // Its twin typdefault is as somebody typed it, and so not the same after a dump and restore.
    aspect('default', expressionOf('t.typdefaultbin', '0')),
    aspect('collation', collation('t.typcollation', 'b.typcollation')),
    aspect('checks', 'c.checks'),
  ])} FROM types AS t
  JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
  LEFT JOIN (
    SELECT c.contypid, pg_catalog.string_agg(
      pg_catalog.quote_ident(c.conname) || ' ' || pg_catalog.pg_get_constraintdef(c.oid), ', ' ORDER BY c.conname COLLATE "C"
    ) AS checks
    -- Not null has an aspect of its own; 17 and later have constraints for it, too.
    FROM pg_catalog.pg_constraint AS c WHERE c.contype = 'c' AND c.contypid <> '0' GROUP BY c.contypid
  ) AS c ON c.contypid = t.oid
  WHERE t.typtype = 'd'`,
  `SELECT ${line('composite type', named('t'), [
    aspect(
      'attributes',
      `SELECT pg_catalog.string_agg(
        pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
        || coalesce(' COLLATE ' || ${collation('a.attcollation', 'b.typcollation')}, ''), ', ' ORDER BY a.attnum
      )
      FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS b ON b.oid = a.atttypid
      -- No system columns, and none that were dropped.
      WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped`,
    ),
  ])} FROM types AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
  -- Every table has a composite type too.
  WHERE t.typtype = 'c' AND c.relkind = 'c'`,
  `SELECT ${line('range type', named('t'), [
    needed('of', 'pg_catalog.format_type(r.rngsubtype, NULL)'),
    aspect('operator class', 'CASE WHEN NOT o.opcdefault THEN o.opcname END'),
    aspect('collation', collation('r.rngcollation', 'b.typcollation')),
    aspect('canonical', "NULLIF(r.rngcanonical::pg_catalog.text, '-')"),
    aspect('difference', "NULLIF(r.rngsubdiff::pg_catalog.text, '-')"),
    aspect('multirange', 'pg_catalog.format_type(r.rngmultitypid, NULL)'),
  ])} FROM types AS t
  JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid
  JOIN pg_catalog.pg_type AS b ON b.oid = r.rngsubtype
  JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc
  WHERE t.typtype = 'r'`,
  `SELECT ${line('sequence', named('r'), [
    flag('unlogged', "r.relpersistence = 'u'"),
    needed('settings', 's.settings'),
  ])} FROM relations AS r
  JOIN sequences AS s ON s.seqrelid = r.oid
  -- One that a column owns is told as an aspect of the column.
  WHERE NOT EXISTS (SELECT FROM owned_sequences AS q WHERE q.objid = r.oid)`,
  `SELECT ${line('event trigger', { name: field('e.evtname') }, [
    aspect('on', 'e.evtevent'),
    aspect('tags', "pg_catalog.array_to_string(e.evttags, ', ')"),
    aspect('function', 'e.evtfoid::pg_catalog.regproc::pg_catalog.text'),
    enabled('e.evtenabled'),
  ])} FROM pg_catalog.pg_event_trigger AS e
  WHERE NOT ${ownedByExtension('e')}`,
]
