import { margin, type Screen } from './screen.ts'
import { compareOutcome, type Comparison, isAsExpected, type Outcome } from './outcome.ts'
import type { ProgramRun } from './run-program.ts'
import { showMessage } from './show-slack.ts'
import type { Stage } from './stage.ts'
import { type Step, steps } from './steps.ts'
import { wrap } from './wrap.ts'

export interface StepResult {
  readonly step: Step
  readonly comparisons: readonly Comparison[]
}

export interface StoryOptions {
  /** Leaves out the change of the step with this number, so that it cannot come out. */
  readonly sabotage?: number | undefined
  /** Comes between the steps. */
  readonly beforeStep?: (step: Step, number: number) => Promise<void>
}

/** Tells the steps in their order, up to the first that does not come out as it should. */
export async function tellStory(
  stage: Stage,
  { sabotage, beforeStep }: StoryOptions = {},
): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const [index, step] of steps.entries()) {
    const number = index + 1
    await beforeStep?.(step, number)
    const result = await tellStep(stage, step, { number, isSabotaged: number === sabotage })
    results.push(result)
    if (!isRight(result)) break
  }
  return results
}

/** Whether everything came out as it should. */
export function isRight({ comparisons }: StepResult): boolean {
  return comparisons.every(isAsExpected)
}

/** Makes a step's change, deploys it, lets the monitor look, and holds it to what was expected. */
export async function tellStep(
  stage: Stage,
  step: Step,
  { number, isSabotaged = false }: { readonly number: number; readonly isSabotaged?: boolean },
): Promise<StepResult> {
  const { screen } = stage
  screen.line()
  screen.line(screen.palette.strong(`${number}  ${step.title}`))
  screen.say(step.told)
  screen.line()
  if (isSabotaged) screen.say('(sabotaged: the change of this step is left out)')
  else await step.change(stage)
  if (step.deploys) await stage.deploy()
  const outcome = await look(stage)
  const comparisons = compareOutcome(step.expected, outcome)
  for (const comparison of comparisons) showComparison(screen, comparison)
  if (!comparisons.every(isAsExpected)) {
    screen.say('The Worker’s log ends with:')
    for (const line of stage.monitor.log().slice(-5)) screen.say(line, screen.palette.faint)
  }
  return { step, comparisons }
}

/** Lets the cron fire, and shows everything that comes of it. */
async function look(stage: Stage): Promise<Outcome> {
  const { screen, monitor, slack } = stage
  const before = { messages: slack.accepted().length, heartbeats: stage.heartbeats() }
  await screen.task('the cron fires, the Worker looks', monitor.runCron)
  const checked = await check(stage)
  const messages = slack.accepted().slice(before.messages)
  for (const message of messages) showMessage(screen, message)
  const status = await monitor.status()
  screen.say(`GET /status  ${status.status} ${status.body}`)
  const details = await monitor.details()
  const heartbeats = stage.heartbeats() - before.heartbeats
  return { status, details, messages, check: checked, heartbeats }
}

/** The same question at the command line, to the same database by the same way. */
async function check({ screen, project, database }: Stage): Promise<ProgramRun> {
  const args = ['check', '--manifest', 'migrations-manifest/app.json']
  const env = {
    DATABASE_URL: database.monitorUrl,
    DRIFTWATCH_NEON_ENDPOINT: database.neonEndpoint,
  }
  const run = () => project.driftwatch(args, env)
  return screen.task(`$ driftwatch ${args.join(' ')}`, run)
}

/** How wide the names of what is compared are. */
const nameWidth = 18

function showComparison(screen: Screen, comparison: Comparison): void {
  const { palette, width } = screen
  const { of, expected, came } = comparison
  const isSame = isAsExpected(comparison)
  const sign = isSame ? palette.good('✓') : palette.critical('✗')
  const text = isSame ? came : `${came}\n(expected: ${expected})`
  const [first, ...rest] = wrap(text, width - margin.length - 2 - nameWidth)
  screen.line(`${margin}${sign} ${of.padEnd(nameWidth)}${first ?? ''}`)
  for (const line of rest) screen.line(`${margin}  ${' '.repeat(nameWidth)}${line}`)
}
