import { aspect, field, flag, line, word } from './catalog-sql.ts'

/** One SELECT of lines for each kind of object, over the CTEs of \`catalogQuery\`. */
export const lineQueries: readonly string[] = [
  `SELECT ${line('schema', { name: 'n.name' }, [])} FROM namespaces AS n WHERE NOT n.is_ledgers`,
  `SELECT ${line('extension', { name: field('x.extname') }, [aspect('schema', 's.nspname')])}
  FROM pg_catalog.pg_extension AS x JOIN pg_catalog.pg_namespace AS s ON s.oid = x.extnamespace
  WHERE x.extname NOT IN ('plpgsql', 'neon', 'neon_utils')`,
  `SELECT ${line('table', { schema: 'r.schema', name: 'r.name' }, [
    flag('unlogged', "r.relpersistence = 'u'"),
    aspect('partition by', "CASE r.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(r.oid) END"),
    aspect('inherits', 'p.parents'),
    flag('row security', 'r.relrowsecurity'),
    flag('row security forced', 'r.relforcerowsecurity'),
    aspect('options', "pg_catalog.array_to_string(r.reloptions, ', ')"),
  ])} FROM relations AS r
  LEFT JOIN (
    SELECT i.inhrelid, pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhseqno) AS parents
    FROM pg_catalog.pg_inherits AS i GROUP BY i.inhrelid
  ) AS p ON p.inhrelid = r.oid
  WHERE r.relkind IN ('r', 'p')`,
  `SELECT ${line('foreign table', { schema: 'r.schema', name: 'r.name' }, [
    aspect('server', 's.srvname'),
    aspect('options', "pg_catalog.array_to_string(f.ftoptions, ', ')"),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = r.oid
  JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver`,
  `SELECT ${line('column', { schema: 'r.schema', table: 'r.name', name: field('a.attname') }, [
    aspect('type', 'pg_catalog.format_type(a.atttypid, a.atttypmod)'),
    flag('not null', 'a.attnotnull'),
    aspect(
      'default',
      "CASE a.attgenerated WHEN '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END",
    ),
    word('identity', 'a.attidentity', { a: 'always', d: 'by default' }),
    word('generated', 'a.attgenerated', { s: 'stored', v: 'virtual' }),
    aspect(
      'expression',
      "CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END",
    ),
    aspect(
      'collation',
      'CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::pg_catalog.regcollation::pg_catalog.text END',
    ),
    aspect('sequence', 'q.settings'),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN owned_sequences AS q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
  -- No system columns, and none that were dropped. A view's columns are in its definition.
  WHERE r.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped
    -- What a table inherits is told of its parent.
    AND (a.attislocal OR a.attinhcount = 0)`,
  `SELECT ${line('constraint', { schema: 'r.schema', table: 'r.name', name: field('c.conname') }, [
    word('type', 'c.contype', {
      p: 'primary key',
      u: 'unique',
      f: 'foreign key',
      c: 'check',
      x: 'exclude',
    }),
    aspect('definition', 'pg_catalog.pg_get_constraintdef(c.oid)'),
    aspect('validated', "CASE WHEN NOT c.convalidated THEN 'no' END"),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_constraint AS c ON c.conrelid = r.oid
  -- Not null is told of the column (18 has constraints for it), a constraint trigger as a trigger.
  WHERE c.contype IN ('p', 'u', 'f', 'c', 'x')
    -- What a table inherits is told of its parent; a key to a partitioned table, of the table.
    AND (c.conislocal OR c.coninhcount = 0) AND c.conparentid = 0`,
  `SELECT ${line('index', { schema: 'r.schema', table: 'r.name', name: field('x.relname') }, [
    flag('unique', 'i.indisunique'),
    aspect(
      'definition',
      `pg_catalog.substr(
      pg_catalog.pg_get_indexdef(i.indexrelid),
      pg_catalog.length(pg_catalog.format(
        'CREATE %sINDEX %I ON %s%I.%I ',
        CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END,
        x.relname,
        CASE r.relkind WHEN 'p' THEN 'ONLY ' ELSE '' END,
        r.nspname,
        r.relname
      )) + 1
    )`,
    ),
    aspect('valid', "CASE WHEN NOT i.indisvalid AND r.relkind <> 'p' THEN 'no' END"),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_index AS i ON i.indrelid = r.oid
  JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
  -- A constraint's index is told as the constraint.
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))`,
  `SELECT ${line('enum', { schema: 't.schema', name: 't.name' }, [
    aspect(
      'values',
      `(
      SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
      FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid
    )`,
    ),
  ])} FROM types AS t WHERE t.typtype = 'e'`,
  `SELECT ${line('domain', { schema: 't.schema', name: 't.name' }, [
    aspect('type', 'pg_catalog.format_type(t.typbasetype, t.typtypmod)'),
    flag('not null', 't.typnotnull'),
    aspect('default', 't.typdefault'),
    aspect(
      'collation',
      'CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::pg_catalog.regcollation::pg_catalog.text END',
    ),
    aspect('checks', 'c.checks'),
  ])} FROM types AS t
  JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
  LEFT JOIN (
    SELECT c.contypid, pg_catalog.string_agg(
      pg_catalog.quote_ident(c.conname) || ' ' || pg_catalog.pg_get_constraintdef(c.oid), ', ' ORDER BY c.conname COLLATE "C"
    ) AS checks
    FROM pg_catalog.pg_constraint AS c WHERE c.contype = 'c' AND c.contypid <> 0 GROUP BY c.contypid
  ) AS c ON c.contypid = t.oid
  WHERE t.typtype = 'd'`,
  `SELECT ${line('composite type', { schema: 't.schema', name: 't.name' }, [
    aspect(
      'attributes',
      `(
      SELECT pg_catalog.string_agg(
        pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum
      )
      FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    )`,
    ),
  ])} FROM types AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
  -- Every table has a composite type too.
  WHERE t.typtype = 'c' AND c.relkind = 'c'`,
  `SELECT ${line('range type', { schema: 't.schema', name: 't.name' }, [
    aspect('of', 'pg_catalog.format_type(r.rngsubtype, NULL)'),
  ])} FROM types AS t JOIN pg_catalog.pg_range AS r ON r.rngtypid = t.oid WHERE t.typtype = 'r'`,
  `SELECT ${line('sequence', { schema: 'r.schema', name: 'r.name' }, [
    flag('unlogged', "r.relpersistence = 'u'"),
    aspect('settings', 's.settings'),
  ])} FROM relations AS r
  JOIN sequences AS s ON s.seqrelid = r.oid
  -- One that a column owns is told as an aspect of the column.
  WHERE NOT EXISTS (SELECT FROM owned_sequences AS q WHERE q.objid = r.oid)`,
  ...(['view', 'materialized view'] as const).map(
    (kind) =>
      `SELECT ${line(kind, { schema: 'r.schema', name: 'r.name' }, [
        aspect('definition', 'pg_catalog.pg_get_viewdef(r.oid)'),
        aspect('options', "pg_catalog.array_to_string(r.reloptions, ', ')"),
      ])} FROM relations AS r WHERE r.relkind = '${kind === 'view' ? 'v' : 'm'}'`,
  ),
  `SELECT ${['f', 'p', 'w'].reduce(
    () =>
      line(
        'function',
        {
          schema: 'p.schema',
          name:
            "p.name || '(' || " +
            field('pg_catalog.pg_get_function_identity_arguments(p.oid)') +
            " || ')'",
        },
        [
          word('kind', 'p.prokind', { p: 'procedure', w: 'window' }),
          aspect('arguments', 'pg_catalog.pg_get_function_arguments(p.oid)'),
          aspect('returns', 'pg_catalog.pg_get_function_result(p.oid)'),
          aspect('language', 'l.lanname'),
          word('volatility', 'p.provolatile', { i: 'immutable', s: 'stable' }),
          flag('strict', 'p.proisstrict'),
          flag('security definer', 'p.prosecdef'),
          flag('leakproof', 'p.proleakproof'),
          word('parallel', 'p.proparallel', { s: 'safe', r: 'restricted' }),
          aspect('cost', 'CASE WHEN p.procost <> 100 THEN p.procost END::pg_catalog.text'),
          aspect(
            'rows',
            'CASE WHEN p.prorows NOT IN (0, 1000) THEN p.prorows END::pg_catalog.text',
          ),
          aspect('settings', "pg_catalog.array_to_string(p.proconfig, ', ')"),
          aspect('body', 'coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc)'),
        ],
      ),
    '',
  )} FROM routines AS p
  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
  WHERE p.prokind <> 'a'`,
  `SELECT ${line(
    'aggregate',
    {
      schema: 'p.schema',
      name:
        "p.name || '(' || " +
        field('pg_catalog.pg_get_function_identity_arguments(p.oid)') +
        " || ')'",
    },
    [
      aspect('returns', 'pg_catalog.pg_get_function_result(p.oid)'),
      aspect('state function', 'a.aggtransfn::pg_catalog.text'),
      aspect('state type', 'pg_catalog.format_type(a.aggtranstype, NULL)'),
      aspect('final function', "NULLIF(a.aggfinalfn::pg_catalog.text, '-')"),
      aspect('initial state', 'a.agginitval'),
    ],
  )} FROM routines AS p JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid = p.oid`,
  `SELECT ${line('trigger', { schema: 'r.schema', table: 'r.name', name: field('t.tgname') }, [
    aspect('definition', 'pg_catalog.pg_get_triggerdef(t.oid)'),
    word('enabled', 't.tgenabled', { D: 'no', R: 'replica', A: 'always' }),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = r.oid
  -- The internal ones do the work of foreign keys.
  WHERE NOT t.tgisinternal AND t.tgparentid = 0`,
  `SELECT ${line('policy', { schema: 'r.schema', table: 'r.name', name: field('p.polname') }, [
    word('for', 'p.polcmd', { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' }),
    flag('restrictive', 'NOT p.polpermissive'),
    aspect(
      'to',
      `(
      SELECT pg_catalog.string_agg(CASE o.role WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(o.role)::pg_catalog.text END, ', ' ORDER BY pg_catalog.pg_get_userbyid(o.role) COLLATE "C")
      FROM pg_catalog.unnest(p.polroles) AS o (role)
    )`,
    ),
    aspect('using', 'pg_catalog.pg_get_expr(p.polqual, p.polrelid)'),
    aspect('check', 'pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)'),
  ])} FROM relations AS r JOIN pg_catalog.pg_policy AS p ON p.polrelid = r.oid`,
  `SELECT ${line('rule', { schema: 'r.schema', table: 'r.name', name: field('w.rulename') }, [
    aspect('definition', 'pg_catalog.pg_get_ruledef(w.oid)'),
    word('enabled', 'w.ev_enabled', { D: 'no', R: 'replica', A: 'always' }),
  ])} FROM relations AS r JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.oid
  -- A view's own rule is its definition.
  WHERE w.rulename <> '_RETURN'`,
  `SELECT ${line('event trigger', { name: field('e.evtname') }, [
    aspect('on', 'e.evtevent'),
    aspect('tags', "pg_catalog.array_to_string(e.evttags, ', ')"),
    aspect('function', 'e.evtfoid::pg_catalog.regproc::pg_catalog.text'),
    word('enabled', 'e.evtenabled', { D: 'no', R: 'replica', A: 'always' }),
  ])} FROM pg_catalog.pg_event_trigger AS e
  WHERE NOT EXISTS (SELECT FROM extension_objects AS o WHERE o.classid = 'pg_catalog.pg_event_trigger'::pg_catalog.regclass AND o.objid = e.oid)`,
]
