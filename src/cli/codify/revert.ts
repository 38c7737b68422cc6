import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { choiceOf } from '../../core/codify/chosen.ts'
import { type Embedded, openCopy } from '../../io/codify/embedded.ts'
import { fillRows } from '../../io/codify/fill-rows.ts'
import { firstRenames } from '../../io/codify/first-renames.ts'
import { planActions, withChosen } from '../../io/codify/plan-actions.ts'
import { type Facts, readFacts } from '../../io/codify/read-facts.ts'
import { asFile, runAsDrizzle, wordsOfFailure } from '../../io/codify/run-statements.ts'
import { catalogReader } from '../../io/replay/catalog-reader.ts'
import { withCleanUp } from '../clean-up.ts'
import { type Ground, judgeBy, liveWhere } from './ground.ts'
import { planned, planPatch } from './plan-patch.ts'

/** A statement that takes something of a hand patch back. */
export interface Step {
  readonly sql: string
  /** Rows, or values of them, go with it. */
  readonly losesData: boolean
}

/** What takes the live schema back to the declared one, and what its proof came to. */
export interface Reverted {
  readonly steps: readonly Step[]
  /** Why it does not do that; empty where it does. */
  readonly failed: readonly string[]
  /** What rows stand in the way, in PostgreSQL's words. */
  readonly withRows: readonly string[]
}

/** Plans what undoes the findings, and runs it on the live schema made again. */
export async function revert(
  ground: Ground,
  chosen: readonly SchemaFinding[],
  live: Facts,
): Promise<Reverted> {
  const { plain } = await planPatch(ground, ground.drift, live)
  const rebuild = asFile(plain)
  const declared = await onCopy(ground, '', ({ queries }) => readFacts(queries))
  const renames = firstRenames(chosen, 'to-declared')
  const actions = await onCopy(ground, rebuild, async (database) => {
    for (const sql of renames) await database.run(sql)
    const source = await readFacts(database.queries)
    return planned(() => planActions(source, withChosen(source, declared, choiceOf(chosen))))
  })
  const steps = [...renames.map((sql) => ({ sql, losesData: false })), ...actions]
  const sql = asFile(steps.map((step) => step.sql))
  const left = ground.drift.filter((finding) => !chosen.includes(finding))
  const judge = judgeBy(ground, liveWhere(ground, left))
  return {
    steps,
    failed: await onCopy(ground, rebuild, async (database) => {
      const failed = await runAsDrizzle(database, sql)
      if (failed !== undefined) return [...wordsOfFailure(failed), failed.piece.sql.trim()]
      return judge(await catalogReader(database, ground.ledger)())
    }),
    withRows: await onCopy(ground, rebuild, async (database) => {
      await fillRows(database.queries)
      const failed = await runAsDrizzle(database, sql)
      return failed === undefined ? [] : wordsOfFailure(failed)
    }),
  }
}

/** A copy of the declared schema, after some SQL. */
async function onCopy<T>(
  { cluster }: Ground,
  sql: string,
  work: (database: Embedded) => Promise<T>,
): Promise<T> {
  const database = await openCopy(cluster)
  return withCleanUp(database.close, async () => {
    if (sql !== '') await runAsDrizzle(database, sql)
    return work(database)
  })
}
