import { type Client, DatabaseError } from 'pg'
import { postgresError } from '../postgres/connect-error.ts'
import type { ReplayDatabase } from './replay-database.ts'

/** Runs SQL in one connection; what PostgreSQL says of a failure is kept. */
export function sessionOf(client: Client): Pick<ReplayDatabase, 'run' | 'ask'> {
  const query = async (text: string): Promise<unknown[]> => {
    try {
      // One result, or a list of them where there are several statements, whatever the types say.
      const results: unknown = await client.query({ text, rowMode: 'array' })
      return [results].flat().flatMap(rowsOf)
    } catch (error) {
      throw error instanceof DatabaseError ? error : postgresError(error)
    }
  }
  return {
    async run(sql) {
      await query(sql)
    },
    async ask(sql) {
      const row = (await query(sql)).at(-1)
      const value: unknown = Array.isArray(row) ? row[0] : undefined
      return typeof value === 'string' ? value : null
    },
  }
}

function rowsOf(result: unknown): unknown[] {
  const rows: unknown =
    result !== null && typeof result === 'object' && 'rows' in result ? result.rows : []
  return Array.isArray(rows) ? rows : []
}
