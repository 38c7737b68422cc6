import type { Proof, ProofName } from '../../core/codify/proof.ts'
import type { LedgerTable } from '../../core/ledger.ts'
import { catalogReader } from '../replay/catalog-reader.ts'
import { type Cluster, type Embedded, openCopy } from './embedded.ts'
import { fillRows } from './fill-rows.ts'
import { runAsDrizzle, wordsOfFailure } from './run-statements.ts'
import { readStorage, rewritten } from './storage.ts'

export interface ProofRequest {
  /** The declared schema, without rows. */
  readonly cluster: Cluster
  readonly ledger: LedgerTable
  /** The new migration's text. */
  readonly sql: string
  /** What makes the declared schema the live one. */
  readonly rebuild: string
  /** What differs from the catalog that is to be, in words. */
  readonly notAsGoal: (lines: readonly string[]) => readonly string[]
  /** What differs from the live catalog, in words. */
  readonly notAsLive: (lines: readonly string[]) => readonly string[]
  /** Told of each proof before it begins. */
  readonly onProof?: (name: ProofName) => void
  /** Runs `work` with one that is closed in the end, whatever comes of it. */
  readonly withDatabase: <T>(database: Embedded, work: () => Promise<T>) => Promise<T>
}

/** Runs the four proofs, of which the later ones are left out where an earlier one fails. */
export async function proveMigration(request: ProofRequest): Promise<readonly Proof[]> {
  const proofs: Proof[] = []
  const twice: Proof[] = []
  for (const prove of [fromEmpty, onLive, withRows]) {
    const made = await prove(request)
    twice.push(...made.filter(({ name }) => name === 'twice'))
    proofs.push(...made.filter(({ name }) => name !== 'twice'))
    if (made.some(({ failed }) => failed.length > 0)) break
  }
  const repeated: Proof = {
    name: 'twice',
    said: twice.flatMap(({ said }) => said),
    failed: twice.flatMap(({ failed }) => failed),
    statement: twice.find(({ statement }) => statement !== undefined)?.statement,
  }
  return twice.length === 0 ? proofs : [...proofs.slice(0, 2), repeated, ...proofs.slice(2)]
}

type Read = () => Promise<readonly string[]>

/** The whole history, and then the new migration. */
async function fromEmpty(request: ProofRequest): Promise<readonly Proof[]> {
  const { cluster, ledger, sql, notAsGoal, withDatabase } = request
  request.onProof?.('from-empty')
  const database = await openCopy(cluster)
  return withDatabase(database, async () => {
    const read = catalogReader(database, ledger)
    const first = await outcome('from-empty', database, sql, async () => notAsGoal(await read()))
    const said = [
      'An empty database, all migrations and then this one: its schema is as it is to be.',
    ]
    if (first.failed.length > 0) return [{ ...first, said: [] }]
    return [{ ...first, said }, await again(database, sql, read, 'after all migrations')]
  })
}

/** The live schema, with the hand patch in it. */
async function onLive(request: ProofRequest): Promise<readonly Proof[]> {
  const { cluster, ledger, sql, notAsLive, rebuild, withDatabase } = request
  request.onProof?.('on-live')
  const database = await openCopy(cluster)
  return withDatabase(database, async () => {
    const read = catalogReader(database, ledger)
    const built = await outcome('on-live', database, rebuild, async () => notAsLive(await read()))
    if (built.failed.length > 0) {
      const why = 'The live schema could not be made again, so nothing can be proven on it:'
      return [{ ...built, failed: [why, ...built.failed] }]
    }
    const before = await read()
    const storage = await readStorage(database.queries)
    const first = await outcome('on-live', database, sql, async () => [
      ...changesOf(before, await read()),
      ...rewritten(storage, await readStorage(database.queries)).map(
        (name) => `${name} was made anew, and it was as it is to be.`,
      ),
    ])
    const said = ['The live schema, made again, and then this migration: no object changes.']
    if (first.failed.length > 0) return [first]
    return [{ ...first, said }, await again(database, sql, read, 'on the live schema')]
  })
}

/** Once with the hand patch and once without it, and rows in all tables. */
async function withRows(request: ProofRequest): Promise<readonly Proof[]> {
  const { cluster, ledger, sql, notAsGoal, rebuild, withDatabase } = request
  request.onProof?.('with-rows')
  const said: string[] = []
  for (const isLive of [true, false]) {
    const database = await openCopy(cluster)
    const proof = await withDatabase(database, async () => {
      const read = catalogReader(database, ledger)
      if (isLive) await runAsDrizzle(database, rebuild)
      const { tables, empty } = await fillRows(database.queries)
      const before = await read()
      const storage = await readStorage(database.queries)
      const where = isLive ? 'the live schema' : 'a database without the hand patch'
      let anew: readonly string[] = []
      const made = await outcome('with-rows', database, sql, async () => {
        anew = rewritten(storage, await readStorage(database.queries))
        const differences = isLive ? changesOf(before, await read()) : notAsGoal(await read())
        return isLive
          ? [...differences, ...anew.map((name) => `${name} was written anew, for nothing.`)]
          : differences
      })
      if (!isLive && isOfRows(made)) {
        said.push(
          `Without the hand patch, it fails where rows do not obey it, as those that were made up here: ${made.failed.join(' ')}`,
        )
        return { ...made, failed: [], statement: undefined }
      }
      said.push(
        `With rows in ${tables - empty.length} of ${tables} tables, on ${where}: it runs${anew.length === 0 ? ', and no table is written anew' : `, and writes ${anew.join(', ')} anew`}.`,
        ...(empty.length === 0 || !isLive
          ? []
          : [`No row could be made up for ${empty.join(', ')}.`]),
      )
      return made
    })
    if (proof.failed.length > 0) return [proof]
  }
  return [{ name: 'with-rows', said, failed: [] }]
}

async function again(database: Embedded, sql: string, read: Read, where: string): Promise<Proof> {
  const before = await read()
  const proof = await outcome('twice', database, sql, async () => changesOf(before, await read()))
  return { ...proof, said: [`Once more ${where}: no error, and no change.`] }
}

async function outcome(
  name: ProofName,
  database: Embedded,
  sql: string,
  judge: () => Promise<readonly string[]>,
): Promise<Outcome> {
  const failed = await runAsDrizzle(database, sql)
  if (failed === undefined) return { name, said: [], failed: await judge() }
  const statement = failed.piece.sql.trim()
  return { name, said: [], failed: wordsOfFailure(failed), statement, code: failed.failure.code }
}

interface Outcome extends Proof {
  /** The SQLSTATE of what PostgreSQL said. */
  readonly code?: string
}

/** Rows that are made up need not obey a key or a check; that one lacks a value is no such thing. */
function isOfRows({ code }: Outcome): boolean {
  return code !== undefined && ['23503', '23505', '23514', '23P01'].includes(code)
}

function changesOf(before: readonly string[], after: readonly string[]): readonly string[] {
  const [was, is] = [new Set(before), new Set(after)]
  const changed = [
    ...before.filter((line) => !is.has(line)),
    ...after.filter((line) => !was.has(line)),
  ]
  return [
    ...new Set(changed.map((line) => line.split('\t').slice(0, 4).filter(Boolean).join(' '))),
  ].map((name) => `${name} changes, and it was as it is to be.`)
}
