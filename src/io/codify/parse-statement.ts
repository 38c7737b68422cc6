import type { Node } from 'libpg-query'

/** What takes statements apart and puts them together again, by PostgreSQL's own grammar. */
export interface Grammar {
  /** Throws where it is not just one statement. */
  readonly parse: (sql: string) => Node
  /** The statement of a tree; throws where it would not be parsed to the same tree again. */
  readonly deparse: (node: Node, on: 'one-line' | 'lines') => string
  /** Whether two statements have the same tree. */
  readonly isSame: (a: string, b: string) => boolean
}

/** Loads the parser, which is some megabytes, and the deparser. */
export async function loadGrammar(): Promise<Grammar> {
  const { loadModule, parseSync } = await import('libpg-query')
  const { deparseSync } = await import('pgsql-deparser')
  await loadModule()
  const parse = (sql: string): Node => {
    const [statement, ...more] = parseSync(sql).stmts ?? []
    if (statement?.stmt === undefined || more.length > 0) {
      throw new Error(`not one statement: ${sql.slice(0, 200)}`)
    }
    return statement.stmt
  }
  return {
    parse,
    isSame: (a, b) => bare(parse(a)) === bare(parse(b)),
    deparse(node, on) {
      // On lines it indents what stands within a literal, too.
      for (const pretty of on === 'lines' ? [true, false] : [false]) {
        const sql = deparseSync(node, { pretty }).replaceAll(/[ \t]+$/gm, '')
        if (bare(parse(sql)) === bare(node)) return sql
      }
      throw new Error(`the deparser changes a statement: ${bare(node).slice(0, 200)}`)
    },
  }
}

/** The tree without where in the text its parts stood, and in one order. */
function bare(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (placeKeys.test(key)) return undefined
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value
  })
}

const placeKeys = /^(\w*location|stmt_len|(rexpr_)?list_(start|end))$/
