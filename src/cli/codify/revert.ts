import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { choiceOf } from '../../core/codify/chosen.ts'
import { type Embedded, openCopy } from '../../io/codify/embedded.ts'
import { fillRows } from '../../io/codify/fill-rows.ts'
import { firstRenames } from '../../io/codify/first-renames.ts'
import { planActions, withChosen } from '../../io/codify/plan-actions.ts'
import type { PlannedAction } from '../../io/codify/planned-action.ts'
import { printableStatements } from '../../io/codify/printable-statement.ts'
import { type Facts, readFacts } from '../../io/codify/read-facts.ts'
import { remadeBy, remakesBy, withoutRefills } from '../../io/codify/remade.ts'
import { givingBack, type Rights, rolesOf } from '../../io/codify/rights.ts'
import { asFile, runAsDrizzle, wordsOfFailure } from '../../io/codify/run-statements.ts'
import { catalogReader } from '../../io/replay/catalog-reader.ts'
import { type FailedPiece, runPieces } from '../../io/replay/split-statements.ts'
import { withCleanUp } from '../clean-up.ts'
import { type Ground, judgeBy, liveWhere } from './ground.ts'
import { type Patch, planned, planPatch, runOrThrow } from './plan-patch.ts'
import { refuseUnwritable } from './refuse-unwritable.ts'

/** A statement that takes something of a hand patch back. */
export interface Step {
  readonly sql: string
  /** Rows, or values of them, go with it. */
  readonly losesData: boolean
  /** Labels that an enum loses: it fails on a row that holds one of them. */
  readonly losesLabels: readonly string[]
  /** It drops what a later one makes anew, which has an owner or has none. */
  readonly remakes: 'owned' | 'unowned' | undefined
}

/** What takes the live schema back to the declared one, and what its proof came to. */
export interface Reverted {
  readonly steps: readonly Step[]
  /** Why it does not do that; empty where it does. */
  readonly failed: readonly string[]
  /** What rows stand in the way, in PostgreSQL's words. */
  readonly withRows: readonly string[]
  /** What gives the objects that are made anew their owners, grants and comments back. */
  readonly givenBack: readonly string[]
  /** Of that, what fails, with PostgreSQL's words. */
  readonly notGivenBack: readonly { readonly sql: string; readonly why: string }[]
}

/** Plans what undoes the findings, and runs it on the live schema made again. */
export async function revert(
  ground: Ground,
  chosen: readonly SchemaFinding[],
  live: Facts,
  rights?: Rights,
): Promise<Reverted> {
  const patch = await planPatch(ground, ground.drift, live)
  const { plain } = patch
  const { unmade, steps, remade } = await planSteps(ground, chosen, patch)
  if (unmade.length > 0) {
    return notProven(
      'The live schema could not be made again, so nothing can be proven on it:',
      unmade,
    )
  }
  if (steps.length === 0) {
    return notProven('No statement would change anything of what was chosen.')
  }
  const sql = asFile(steps.map((step) => step.sql))
  const left = ground.drift.filter((finding) => !chosen.includes(finding))
  const judge = judgeBy(ground, liveWhere(ground, left))
  const proven = await onCopy(ground, async (database) => {
    await remake(database, plain)
    const failed = await runAsDrizzle(database, sql)
    if (failed !== undefined) {
      return { ...nothing, failed: [...wordsOfFailure(failed), failed.piece.sql.trim()] }
    }
    return {
      ...(rights === undefined ? nothing : await giveBack(database, rights, remade)),
      failed: judge(await catalogReader(database, ground.ledger)()),
    }
  })
  const withRows = await onCopy(ground, async (database) => {
    await remake(database, plain)
    await fillRows(database.queries)
    const failed = await runAsDrizzle(database, sql)
    return failed === undefined ? [] : wordsOfFailure(failed)
  })
  return { steps, withRows, ...proven }
}

const nothing = { givenBack: [], notGivenBack: [] } as const

function notProven(why: string, words: readonly string[] = []): Reverted {
  return { steps: [], withRows: [], ...nothing, failed: [why, ...words] }
}

/** Where the live server's roles are as well, to see which of the statements run. */
async function giveBack(
  database: Embedded,
  rights: Rights,
  remade: ReadonlySet<string>,
): Promise<Pick<Reverted, 'givenBack' | 'notGivenBack'>> {
  const statements = await printableStatements(givingBack(rights, remade))
  if (statements.length === 0) return nothing
  // It has some of them, and says so.
  for (const sql of rolesOf(rights)) await runPieces(database.run, [{ sql, start: 0 }])
  const givenBack: string[] = []
  const notGivenBack: { sql: string; why: string }[] = []
  for (const sql of statements) {
    const failed = await runPieces(database.run, [{ sql, start: 0 }])
    if (failed === undefined) givenBack.push(sql)
    else notGivenBack.push({ sql, why: wordsOfFailure(failed).join(' ') })
  }
  return { givenBack, notGivenBack }
}

/**
 * Makes the declared schema the live one, and gives the first failure that keeps it from that. Each
 * statement runs by itself, and again after the others where it fails: who patched by hand need not
 * have used a transaction, nor the order of the plan.
 */
async function remake(
  database: Embedded,
  plain: readonly string[],
): Promise<FailedPiece | undefined> {
  const failures: FailedPiece[] = []
  for (const sql of plain) {
    const failed = await runPieces(database.run, [{ sql, start: 0 }])
    if (failed !== undefined) failures.push(failed)
  }
  const left = failures.map(({ piece }) => piece.sql)
  return left.length > 0 && left.length < plain.length ? remake(database, left) : failures[0]
}

interface Planned {
  /** Why the live schema could not be made again, and so nothing was planned; empty where it was. */
  readonly unmade: readonly string[]
  readonly steps: readonly Step[]
  readonly remade: ReadonlySet<string>
}

/** Plans on the live schema made again, once that is seen to be it. */
function planSteps(
  ground: Ground,
  chosen: readonly SchemaFinding[],
  { plain, declared }: Patch,
): Promise<Planned> {
  return onCopy(ground, async (database) => {
    const unmade = await notRemade(ground, database, plain)
    if (unmade.length > 0) return { unmade, steps: [], remade: new Set() }
    refuseUnwritable(chosen, declared, 'lacking')
    const renames = firstRenames(chosen, 'to-declared')
    await runOrThrow(database, renames, 'live')
    const source = await readFacts(database.queries)
    const left = ground.drift.filter((finding) => !chosen.includes(finding))
    const planning = () => planActions(source, withChosen(source, declared, choiceOf(chosen)))
    const actions = planned(planning, left)
    const remade = remadeBy(actions)
    return { unmade, steps: await stepsOf(renames, actions, remade), remade }
  })
}

async function notRemade(
  ground: Ground,
  database: Embedded,
  plain: readonly string[],
): Promise<readonly string[]> {
  const failed = await remake(database, plain)
  if (failed !== undefined) return [...wordsOfFailure(failed), failed.piece.sql]
  const judge = judgeBy(ground, liveWhere(ground, ground.drift))
  return judge(await catalogReader(database, ground.ledger)())
}

async function stepsOf(
  renames: readonly string[],
  actions: readonly PlannedAction[],
  remade: ReadonlySet<string>,
): Promise<readonly Step[]> {
  const none = { losesData: false, losesLabels: [], remakes: undefined } as const
  const steps = [
    ...renames.map((sql) => ({ sql, ...none })),
    ...withoutRefills(actions).map((action) => ({
      sql: action.sql,
      losesData: action.losesData,
      losesLabels: action.losesLabels ?? [],
      remakes: remakesBy(action, remade),
    })),
  ]
  const printable = await printableStatements(steps.map(({ sql }) => sql))
  return steps.map((step, at) => ({ ...step, sql: printable[at] ?? '' }))
}

async function onCopy<T>(
  { cluster }: Ground,
  work: (database: Embedded) => Promise<T>,
): Promise<T> {
  const database = await openCopy(cluster)
  return withCleanUp(database.close, () => work(database))
}
