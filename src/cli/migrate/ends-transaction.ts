import type { Migration } from '../../core/migration.ts'
import { type Piece, transactionPieces } from '../../io/replay/split-statements.ts'
import type { Prepared } from './prepare.ts'

/** The pending migrations whose files end the migrator's one transaction by themselves. */
export async function endingTransaction(
  { manifest, scripts }: Pick<Prepared, 'manifest' | 'scripts'>,
  pending: readonly Migration[],
): Promise<readonly string[]> {
  const tags = new Set(pending.map(({ tag }) => tag))
  const ending: string[] = []
  for (const [index, { tag }] of manifest.migrations.entries()) {
    const sql = scripts[index]?.sql ?? ''
    if (tags.has(tag) && (await endsTransaction(sql))) ending.push(tag)
  }
  return ending
}

/** Whether a script has a statement such as COMMIT, in whatever of its many forms. */
export async function endsTransaction(sql: string): Promise<boolean> {
  return (await transactionPieces(sql.replace(/^\uFEFF/, ' '))).some(isEnd)
}

function isEnd({ kind, sql }: Piece): boolean {
  // What the parser does not take may be taken by another version of the server's.
  if (kind === undefined) return /\b(commit|rollback|abort)\b/i.test(sql)
  const words = sql.replace(/^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/, '')
  return !staysInside.test(words)
}

/** A second BEGIN is a warning, and a savepoint is within the transaction. */
const staysInside = /^(begin|start|savepoint|release|rollback\s+((work|transaction)\s+)?to)\b/i
