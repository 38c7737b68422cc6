import { choiceOf, inLiveTable } from '../../core/codify/chosen.ts'
import { whatToTakeToo } from '../../core/codify/mentioned.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { type Embedded, openCopy } from '../../io/codify/embedded.ts'
import { firstRenames } from '../../io/codify/first-renames.ts'
import { differsFromLive } from '../../io/codify/live-conditions.ts'
import type { Grammar } from '../../io/codify/parse-statement.ts'
import { planActions, withChosen } from '../../io/codify/plan-actions.ts'
import type { PlannedAction } from '../../io/codify/planned-action.ts'
import { printableStatements } from '../../io/codify/printable-statement.ts'
import { type Facts, readFacts } from '../../io/codify/read-facts.ts'
import { withoutRefills } from '../../io/codify/remade.ts'
import { runAsDrizzle, wordsOfFailure } from '../../io/codify/run-statements.ts'
import { type Written, writeStatements } from '../../io/codify/write-statements.ts'
import { UserError } from '../../io/errors.ts'
import { withCleanUp } from '../clean-up.ts'
import type { Ground } from './ground.ts'

/** What brings the declared schema to the live one, for some of the findings. */
export interface Patch {
  readonly actions: readonly PlannedAction[]
  /** The plain statements, as somebody may have run them by hand. */
  readonly plain: readonly string[]
  /** What it was planned from, before anything was renamed. */
  readonly declared: Facts
}

/** Plans what makes the findings so as they are live. Throws a `UserError` where nobody can. */
export async function planPatch(
  ground: Ground,
  findings: readonly SchemaFinding[],
  live: Facts,
): Promise<Patch> {
  const renames = firstRenames(findings, 'to-live')
  const database = await openCopy(ground.cluster)
  return withCleanUp(database.close, async () => {
    const declared = await readFacts(database.queries)
    await runOrThrow(database, renames, 'declared')
    const source = renames.length === 0 ? declared : await readFacts(database.queries)
    const left = ground.drift.filter((finding) => !findings.includes(finding))
    const planning = () => planActions(source, withChosen(source, live, choiceOf(findings)))
    const actions = withoutRefills(planned(planning, left))
    const first = renames.map((sql): PlannedAction => ({ sql, verb: 'alter', ...nothing }))
    const all = [...first, ...actions]
    return { actions: all, plain: all.map(({ sql }) => sql), declared }
  })
}

const nothing = { produces: [], consumes: [], destroys: [], losesData: false } as const

/** The patch as statements that can run twice. */
export async function writePatch(
  { actions: plain }: Patch,
  findings: readonly SchemaFinding[],
  backfills: ReadonlyMap<string, string>,
  grammar: Grammar,
): Promise<Written> {
  // Before some of them come to stand within a block, where they would be hard to read.
  const printable = await printableStatements(plain.map(({ sql }) => sql))
  const actions = plain.map((action, at) => ({ ...action, sql: printable[at] ?? action.sql }))
  // They are asked after a table has got its other name.
  const conditions = findings.flatMap(
    (finding) =>
      differsFromLive({ ...finding, object: inLiveTable(finding.object, findings) }) ?? [],
  )
  return writeStatements(actions, { conditions, backfills }, grammar)
}

/**
 * pg-delta refuses by an error what it knows no order or no statement for. `left` is what was not
 * chosen, and may be needed.
 */
export function planned<T>(work: () => T, left: readonly SchemaFinding[]): T {
  try {
    return work()
  } catch (error) {
    const [words = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new UserError(
      `No statements could be planned, so nothing was written: ${words}\n${whatToTakeToo(words, left) ?? 'Leave the object out with --only, or write its migration by hand.'}`,
    )
  }
}

/** Throws a `UserError` with the statement that fails, and with what PostgreSQL says. */
export async function runOrThrow(
  database: Embedded,
  statements: readonly string[],
  on: 'declared' | 'live',
): Promise<void> {
  for (const sql of statements) {
    const failed = await runAsDrizzle(database, sql)
    if (failed !== undefined) {
      throw new UserError(`${sql} fails on the ${on} schema: ${wordsOfFailure(failed).join(' ')}`)
    }
  }
}
