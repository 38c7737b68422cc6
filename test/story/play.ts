import { UserError } from '../../src/io/errors.ts'
import type { Screen } from './screen.ts'
import { openStage } from './stage.ts'
import { stay } from './stay.ts'
import { steps } from './steps.ts'
import { showSummary } from './summary.ts'
import { isRight, tellStory } from './tell-story.ts'

export interface PlayOptions {
  /** Ends after the story. */
  readonly once: boolean
  /** The number of a step whose change is left out, as it was typed. */
  readonly sabotage?: string
  /** Comes when the story is over and all stays up. */
  readonly onStay: () => void
}

/** Plays the whole of it. Gives 0 where every step came out as it should, else 1. */
export async function play(
  screen: Screen,
  { once, sabotage, onStay }: PlayOptions,
): Promise<0 | 1> {
  const number = sabotage === undefined ? undefined : Number(sabotage)
  if (number !== undefined && steps[number - 1] === undefined) {
    throw new UserError(`--sabotage takes the number of a step, 1 to ${steps.length}.`)
  }
  const startedAt = Date.now()
  const stage = await openStage(screen)
  try {
    const results = await tellStory(stage, { sabotage: number })
    showSummary(screen, results, Math.round((Date.now() - startedAt) / 1000))
    if (!results.every(isRight)) return 1
    if (once) return 0
    onStay()
    await stay(stage, process.stdin)
    return 0
  } finally {
    await stage.close()
  }
}
