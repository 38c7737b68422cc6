/** The same within a block. */
export function ifNot(condition: string, statements: readonly string[]): string {
  const body = statements.map((sql) => `${sql.replace(/;$/, '')};`).join('\n')
  return `IF NOT (${condition}) THEN\n${body}\nEND IF`
}

/** Statements that run only where a condition does not hold. */
export function runUnless(condition: string, statements: readonly string[]): string {
  const [dollars, body] = quoted(statements)
  return [
    `DO ${dollars} BEGIN`,
    `  IF NOT (${condition}) THEN`,
    body,
    '  END IF;',
    `END ${dollars}`,
  ].join('\n')
}

/**
 * Statements that run only where one of the conditions holds. They are asked under an empty
 * search_path, as what PostgreSQL says of an object depends on it.
 */
export function runWhere(conditions: readonly string[], statements: readonly string[]): string {
  const [dollars, body] = quoted(statements)
  return [
    `DO ${dollars}`,
    'DECLARE',
    "  before text := pg_catalog.current_setting('search_path');",
    '  differs boolean;',
    'BEGIN',
    "  PERFORM pg_catalog.set_config('search_path', '', true);",
    `  differs := ${conditions.map((each) => `(${each})`).join('\n    OR ')};`,
    "  PERFORM pg_catalog.set_config('search_path', before, true);",
    '  IF differs THEN',
    body,
    '  END IF;',
    `END ${dollars}`,
  ].join('\n')
}

function quoted(statements: readonly string[]): readonly [dollars: string, body: string] {
  const body = statements.map((sql) => `${sql.replace(/;$/, '')};`).join('\n')
  const free = ['$$', '$codify$', ...Array.from({ length: 100 }, (_, n) => `$codify_${n}$`)]
  const dollars = free.find((each) => !body.includes(each)) ?? '$codify_free$'
  // What stands within quotes over several lines must not be moved.
  const isPlain = !/'[^']*\n[^']*'|\$\w*\$/.test(body)
  return [dollars, isPlain ? body.replaceAll(/^/gm, '    ') : body]
}
