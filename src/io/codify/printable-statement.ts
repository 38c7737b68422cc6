import { isPrintable, printableSql } from '../../core/codify/printable-sql.ts'
import { loadGrammar } from './parse-statement.ts'

/**
 * Statements in a form that a terminal, a CI log and a file can hold as it is. That each says the
 * same as before is PostgreSQL's own parser's word; where there is no such form, it stays.
 */
export async function printableStatements(
  statements: readonly string[],
): Promise<readonly string[]> {
  if (statements.every(isPrintable)) return statements
  const { isSame } = await loadGrammar()
  return statements.map((sql) => {
    const form = printableSql(sql)
    return form !== sql && isPrintable(form) && isSame(sql, form) ? form : sql
  })
}
