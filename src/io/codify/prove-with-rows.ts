import type { Proof } from '../../core/codify/proof.ts'
import { catalogReader } from '../replay/catalog-reader.ts'
import { runPieces } from '../replay/split-statements.ts'
import { type Embedded, openCopy } from './embedded.ts'
import { addOddRows, emptyTables, type Filled, fillRows } from './fill-rows.ts'
import { changesOf, outcome } from './outcome.ts'
import type { ProofRequest } from './proof-request.ts'
import { type Rebuild, rebuildIn } from './rebuild.ts'
import { readStorage, rewritten } from './storage.ts'
import { isOfRows, wordsOfRows } from './stopped-by-rows.ts'

/** Once with the hand patch and once without it, and rows in all tables. */
export async function proveWithRows(request: ProofRequest, rebuild: Rebuild): Promise<Proof> {
  request.onProof?.('with-rows')
  const patched = await withPatch(request, rebuild)
  if (patched.failed.length > 0) return patched
  const bare = await withoutPatch(request)
  return { ...bare, said: [...patched.said, ...bare.said] }
}

/** Nothing may change, and no table may be written anew, whatever stands in it. */
async function withPatch(request: ProofRequest, rebuild: Rebuild): Promise<Proof> {
  const { cluster, ledger, sql, withDatabase } = request
  const database = await openCopy(cluster)
  return withDatabase(database, async () => {
    const read = catalogReader(database, ledger)
    await rebuildIn(database, rebuild)
    const filled = await fillRows(database.queries, ledger)
    await addOddRows(database.queries)
    const before = await read()
    const storage = await readStorage(database.queries)
    const made = await outcome('with-rows', database, sql, async () => [
      ...changesOf(before, await read()),
      ...rewritten(storage, await readStorage(database.queries)).map(
        (name) => `${name} was written anew, for nothing.`,
      ),
    ])
    const said = [
      `${rowsIn(filled)}, on the live schema: it runs, and no table is written anew.`,
      ...(filled.empty.length === 0
        ? []
        : [`No row could be made up for ${filled.empty.join(', ')}.`]),
    ]
    return { ...made, said }
  })
}

/** It has to come to what is to be, and may need of the rows what the hand patch needed of them. */
async function withoutPatch(request: ProofRequest): Promise<Proof> {
  const { cluster, ledger, sql, notAsGoal, withDatabase } = request
  const database = await openCopy(cluster)
  return withDatabase(database, async () => {
    const read = catalogReader(database, ledger)
    const filled = await fillRows(database.queries, ledger)
    await addOddRows(database.queries)
    const needs = await needsOf(database, request.oneByOne)
    if (needs.length > 0) {
      await emptyTables(database.queries)
      await fillRows(database.queries, ledger)
    }
    const storage = await readStorage(database.queries)
    let anew: readonly string[] = []
    const made = await outcome('with-rows', database, sql, async () => {
      anew = rewritten(storage, await readStorage(database.queries))
      return notAsGoal(await read())
    })
    const where = 'on a database without the hand patch'
    const { byRows } = made
    if (
      byRows !== undefined &&
      (byRows.column === undefined || filled.columns.has(byRows.column))
    ) {
      const all = [...new Set([...needs, byRows.words])]
      return { name: 'with-rows', said: [`With rows, ${where}:`, ...all], failed: [] }
    }
    const writes =
      anew.length === 0 ? 'and no table is written anew' : `and writes ${anew.join(', ')} anew`
    const said = [
      ...(needs.length === 0
        ? []
        : [`With rows that have NULLs, long texts and large numbers, ${where}:`, ...needs]),
      `${rowsIn(filled, needs.length > 0)}, ${where}: it runs, ${writes}.`,
    ]
    return { ...made, said }
  })
}

function rowsIn({ tables, empty }: Filled, areOther = false): string {
  return `With ${areOther ? 'other ' : ''}rows in ${tables - empty.length} of ${tables} tables`
}

/** Runs the statements, going on after each that rows stop, and takes all of it back. */
async function needsOf(
  database: Embedded,
  statements: readonly string[],
): Promise<readonly string[]> {
  const needs = new Set<string>()
  await database.run('BEGIN')
  for (const sql of statements) {
    await database.run('SAVEPOINT one')
    const failed = await runPieces(database.run, [{ sql, start: 0 }])
    if (failed === undefined) continue
    // What else fails is told where the whole migration runs.
    if (!isOfRows(failed)) break
    needs.add(wordsOfRows(failed))
    await database.run('ROLLBACK TO one')
  }
  await database.run('ROLLBACK')
  return [...needs]
}
