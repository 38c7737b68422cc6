import type { Proof, ProofName } from '../../core/codify/proof.ts'
import type { ReadCatalog } from '../replay/catalog-reader.ts'
import type { Embedded } from './embedded.ts'
import { runAsDrizzle, wordsOfFailure } from './run-statements.ts'
import { isOfRows, lackingColumn, wayOutOf, wordsOfRows } from './stopped-by-rows.ts'

/** What came of running a migration once. */
export interface Outcome extends Proof {
  /** Where it was rows that stopped it: what they must not be, and which column had no value. */
  readonly byRows?: { readonly words: string; readonly column: string | undefined }
}

/** Runs a migration, and has the database judged where it ran to its end. */
export async function outcome(
  name: ProofName,
  database: Embedded,
  sql: string,
  judge: () => Promise<readonly string[]>,
): Promise<Outcome> {
  const failed = await runAsDrizzle(database, sql)
  if (failed === undefined) return { name, said: [], failed: await judge() }
  const words = [...wordsOfFailure(failed), ...wayOutOf(failed, sql)]
  const made = { name, said: [], failed: words, statement: failed.piece.sql.trim() }
  return isOfRows(failed)
    ? { ...made, byRows: { words: wordsOfRows(failed), column: lackingColumn(failed) } }
    : made
}

/** Runs it where it has run, which may change nothing. */
export async function again(
  database: Embedded,
  sql: string,
  read: ReadCatalog,
  where: string,
): Promise<Proof> {
  const before = await read()
  const proof = await outcome('twice', database, sql, async () => changesOf(before, await read()))
  return { ...proof, said: [`Once more ${where}: no error, and no change.`] }
}

/** The objects that are not as they were, each in a sentence. */
export function changesOf(before: readonly string[], after: readonly string[]): readonly string[] {
  const [was, is] = [new Set(before), new Set(after)]
  const changed = [
    ...before.filter((line) => !is.has(line)),
    ...after.filter((line) => !was.has(line)),
  ]
  return [
    ...new Set(changed.map((line) => line.split('\t').slice(0, 4).filter(Boolean).join(' '))),
  ].map((name) => `${name} changes, and it was as it is to be.`)
}
