import type { Proof } from '../../core/codify/proof.ts'
import { catalogReader } from '../replay/catalog-reader.ts'
import { type Embedded, openCopy } from './embedded.ts'
import { again, changesOf, outcome } from './outcome.ts'
import type { ProofRequest } from './proof-request.ts'
import { proveWithRows } from './prove-with-rows.ts'
import { type Rebuild, rebuildIn, type Unmade } from './rebuild.ts'
import { readStorage, rewritten } from './storage.ts'

/** Runs the four proofs, of which the later ones are left out where an earlier one fails. */
export async function proveMigration(request: ProofRequest): Promise<readonly Proof[]> {
  const empty = await fromEmpty(request)
  const afterEmpty = empty.twice === undefined ? [] : [empty.twice]
  if ([empty.proof, ...afterEmpty].some(isBroken)) return [empty.proof, ...afterEmpty]
  const live = await onLive(request)
  const both = live.twice === undefined ? afterEmpty : [...afterEmpty, live.twice]
  const twice: Proof = {
    name: 'twice',
    said: both.flatMap(({ said }) => said),
    failed: both.flatMap(({ failed }) => failed),
    statement: both.find(({ statement }) => statement !== undefined)?.statement,
  }
  const proofs = [empty.proof, live.proof, twice]
  if (live.rebuild === undefined || proofs.some(isBroken)) return proofs
  return [...proofs, await proveWithRows(request, live.rebuild)]
}

function isBroken({ failed }: Proof): boolean {
  return failed.length > 0
}

interface Proven {
  readonly proof: Proof
  readonly twice?: Proof
  /** What made the live schema again. */
  readonly rebuild?: Rebuild
}

/** The whole history, and then the new migration. */
async function fromEmpty(request: ProofRequest): Promise<Proven> {
  const { cluster, ledger, sql, notAsGoal, withDatabase } = request
  request.onProof?.('from-empty')
  const database = await openCopy(cluster)
  return withDatabase(database, async () => {
    const read = catalogReader(database, ledger)
    const first = await outcome('from-empty', database, sql, async () => notAsGoal(await read()))
    if (isBroken(first)) return { proof: first }
    const said = [
      'An empty database, all migrations and then this one: its schema is as it is to be.',
    ]
    const twice = await again(database, sql, read, 'after all migrations')
    return { proof: { ...first, said }, twice }
  })
}

/** The live schema, with the hand patch in it. */
async function onLive(request: ProofRequest): Promise<Proven> {
  const { cluster, rebuilds, withDatabase } = request
  request.onProof?.('on-live')
  let before: Unmade | undefined
  for (const rebuild of rebuilds) {
    const database = await openCopy(cluster)
    const made = await withDatabase(database, () => onLiveAs(request, database, rebuild, before))
    if ('proof' in made) return made
    before = made
  }
  const why = 'The live schema could not be made again, so nothing can be proven on it:'
  const { failed = [], statement } = before ?? {}
  return { proof: { name: 'on-live', said: [], failed: [why, ...failed], statement } }
}

async function onLiveAs(
  { ledger, sql }: ProofRequest,
  database: Embedded,
  rebuild: Rebuild,
  wholeFailed: Unmade | undefined,
): Promise<Proven | Unmade> {
  const read = catalogReader(database, ledger)
  const unmade = await rebuildIn(database, rebuild)
  if (unmade !== undefined) return unmade
  const before = await read()
  const differences = rebuild.notAsLive(before)
  if (differences.length > 0) return { failed: differences }
  const storage = await readStorage(database.queries)
  const first = await outcome('on-live', database, sql, async () => [
    ...changesOf(before, await read()),
    ...rewritten(storage, await readStorage(database.queries)).map(
      (name) => `${name} was made anew, and it was as it is to be.`,
    ),
  ])
  if (isBroken(first)) return { proof: first }
  const { without = [] } = rebuild
  const but = without.length === 0 ? '' : ` without ${without.join(', ')}`
  const said =
    wholeFailed === undefined
      ? [`The live schema, made again${but}, and then this migration: no object changes.`]
      : [
          'What was chosen of the live schema, made again, and then this migration: no object changes.',
          `The rest could not be made again: ${inOneLine(wholeFailed)}`,
        ]
  const twice = await again(database, sql, read, 'on the live schema')
  return { proof: { ...first, said }, twice, rebuild }
}

function inOneLine({ failed, statement }: Unmade): string {
  const words = failed.map((text) => (text.endsWith('.') ? text : `${text}.`)).join(' ')
  return statement === undefined ? words : `${words} The statement: \`${statement.slice(0, 200)}\``
}
