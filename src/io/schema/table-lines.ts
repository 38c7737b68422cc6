import {
  aspect,
  collation,
  enabled,
  field,
  flag,
  line,
  needed,
  options,
  without,
  word,
} from './catalog-sql.ts'

const inherits = aspect('inherits', 'p.parents')
const withParents = `LEFT JOIN (
    SELECT i.inhrelid, pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhseqno) AS parents
    FROM pg_catalog.pg_inherits AS i GROUP BY i.inhrelid
  ) AS p ON p.inhrelid = r.oid`

const ofTable = { schema: 'r.schema', table: 'r.name' } as const

/**
 * Lines of tables and their parts, one SELECT for each kind, over the CTEs of `catalogQuery`. The
 * order of columns, comments, owners, rights, storage and statistics targets are not compared.
 */
export const tableLines: readonly string[] = [
  `SELECT ${line('table', { schema: 'r.schema', name: 'r.name' }, [
    flag('unlogged', "r.relpersistence = 'u'"),
    aspect('partition by', "CASE r.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(r.oid) END"),
    inherits,
    aspect(
      'of type',
      "CASE WHEN r.reloftype <> '0' THEN pg_catalog.format_type(r.reloftype, NULL) END",
    ),
    flag('row security', 'r.relrowsecurity'),
    flag('row security forced', 'r.relforcerowsecurity'),
    aspect(
      'replica identity',
      `CASE r.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' WHEN 'i' THEN (
      SELECT 'index ' || i.indexrelid::pg_catalog.regclass::pg_catalog.text
      FROM pg_catalog.pg_index AS i WHERE i.indrelid = r.oid AND i.indisreplident
    ) END`,
    ),
    aspect('access method', accessMethod('r.relam')),
    options('r.reloptions'),
  ])} FROM relations AS r
  ${withParents}
  WHERE r.relkind IN ('r', 'p')`,
  `SELECT ${line('foreign table', { schema: 'r.schema', name: 'r.name' }, [
    aspect('server', 's.srvname'),
    inherits,
    options('f.ftoptions'),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_foreign_table AS f ON f.ftrelid = r.oid
  JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver
  ${withParents}`,
  `SELECT ${line('column', { ...ofTable, name: field('a.attname') }, [
    needed('type', 'pg_catalog.format_type(a.atttypid, a.atttypmod)'),
    "CASE WHEN a.attnotnull THEN E'\\tnot null=' || coalesce(n.state, 'yes') ELSE '' END",
    // No column stands in a default, so that PostgreSQL need not open the table for their names.
    aspect('default', "CASE a.attgenerated WHEN '' THEN pg_catalog.pg_get_expr(d.adbin, 0) END"),
    word('identity', 'a.attidentity', { a: 'always', d: 'by default' }),
    word('generated', 'a.attgenerated', { s: 'stored', v: 'virtual' }),
    aspect(
      'expression',
      "CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END",
    ),
    aspect('collation', collation('a.attcollation', 't.typcollation')),
    aspect('sequence', 'q.settings'),
    aspect('options', "pg_catalog.array_to_string(a.attfdwoptions, ', ')"),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = r.oid
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN sequences_of_columns AS q ON q.refobjid = a.attrelid AND q.refobjsubid = a.attnum
  LEFT JOIN not_null_states AS n ON n.conrelid = a.attrelid AND n.attnum = a.attnum
  -- No system columns, and none that were dropped. A view's columns are in its definition.
  WHERE r.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped`,
  `SELECT ${line('constraint', { ...ofTable, name: field('c.conname') }, [
    word('type', 'c.contype', {
      p: 'primary key',
      u: 'unique',
      f: 'foreign key',
      c: 'check',
      x: 'exclude',
    }),
    // Whether it is validated is an aspect of its own.
    needed(
      'definition',
      "CASE WHEN c.convalidated THEN pg_catalog.pg_get_constraintdef(c.oid) ELSE pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(c.oid), ' NOT VALID$', '') END",
    ),
    word('validated', 'c.convalidated', { f: 'no' }),
    word('valid', 'i.indisvalid', { f: 'no' }),
    aspect('triggers', "CASE WHEN c.oid = t.tgconstraint THEN 'disabled' END"),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_constraint AS c ON c.conrelid = r.oid
  -- A foreign key's is the index of what it refers to.
  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.conindid AND c.contype <> 'f'
  LEFT JOIN (
    -- With its triggers disabled, a foreign key holds nothing.
    SELECT DISTINCT g.tgconstraint FROM pg_catalog.pg_trigger AS g
    WHERE g.tgisinternal AND g.tgconstraint <> '0' AND g.tgenabled <> 'O'
  ) AS t ON t.tgconstraint = c.oid
  -- Not null is told of the column (18 has constraints for it), a constraint trigger as a trigger.
  WHERE c.contype IN ('p', 'u', 'f', 'c', 'x')
    -- What a foreign key to a partitioned table needs for each partition.
    AND c.conparentid = '0'`,
  `SELECT ${line('index', { ...ofTable, name: field('x.relname') }, [
    flag('unique', 'i.indisunique'),
    needed(
      'definition',
      without(
        `pg_catalog.format(
        'CREATE %sINDEX %I ON %s%I.%I ',
        CASE WHEN i.indisunique THEN 'UNIQUE ' END,
        x.relname,
        CASE r.relkind WHEN 'p' THEN 'ONLY ' END,
        r.nspname,
        r.relname
      )`,
        'pg_catalog.pg_get_indexdef(i.indexrelid)',
      ),
    ),
    word('valid', 'i.indisvalid', { f: 'no' }),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_index AS i ON i.indrelid = r.oid
  JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
  -- A constraint's index is told as the constraint.
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    -- The copy that REINDEX CONCURRENTLY is at work on, which alone takes this lock on an index.
    AND (i.indisvalid OR x.relname !~ '_cc(new|old)[0-9]*$' OR NOT EXISTS (SELECT FROM pg_catalog.pg_locks AS k WHERE k.relation = i.indexrelid AND k.mode = 'ShareUpdateExclusiveLock'))`,
  `SELECT ${line('trigger', { ...ofTable, name: field('t.tgname') }, [
    needed(
      'definition',
      without(
        `pg_catalog.format(
        'CREATE %sTRIGGER %I ', CASE WHEN t.tgconstraint <> '0' THEN 'CONSTRAINT ' END, t.tgname
      )`,
        'pg_catalog.pg_get_triggerdef(t.oid)',
      ),
    ),
    enabled('t.tgenabled'),
  ])} FROM relations AS r
  JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = r.oid
  -- The internal ones do the work of foreign keys.
  WHERE NOT t.tgisinternal AND t.tgparentid = '0'`,
  `SELECT ${line('policy', { ...ofTable, name: field('p.polname') }, [
    word('for', 'p.polcmd', { r: 'select', a: 'insert', w: 'update', d: 'delete', '*': 'all' }),
    flag('restrictive', 'NOT p.polpermissive'),
    aspect(
      'to',
      `SELECT pg_catalog.string_agg(
      CASE o.role WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(o.role)::pg_catalog.text END,
      ', ' ORDER BY pg_catalog.pg_get_userbyid(o.role) COLLATE "C"
    ) FROM pg_catalog.unnest(p.polroles) AS o (role)`,
    ),
    // `TO current_user` keeps the name of who migrates, and that is another one in each database.
    aspect(
      'owner',
      'CASE WHEN r.relowner = ANY (p.polroles) THEN pg_catalog.pg_get_userbyid(r.relowner) END',
    ),
    aspect('using', 'pg_catalog.pg_get_expr(p.polqual, p.polrelid)'),
    aspect('check', 'pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)'),
  ])} FROM relations AS r JOIN pg_catalog.pg_policy AS p ON p.polrelid = r.oid`,
  `SELECT ${line('rule', { ...ofTable, name: field('w.rulename') }, [
    needed(
      'definition',
      without(
        "pg_catalog.format('CREATE RULE %I AS', w.rulename)",
        'pg_catalog.pg_get_ruledef(w.oid)',
      ),
    ),
    enabled('w.ev_enabled'),
  ])} FROM relations AS r JOIN pg_catalog.pg_rewrite AS w ON w.ev_class = r.oid
  -- A view's own rule is its definition.
  WHERE w.rulename <> '_RETURN'`,
]

/** One that is not the heap, which is number 2 everywhere: src/include/catalog/pg_am.dat. */
function accessMethod(oid: string): string {
  return `CASE WHEN ${oid} NOT IN (0, 2) THEN (SELECT m.amname FROM pg_catalog.pg_am AS m WHERE m.oid = ${oid}) END`
}
