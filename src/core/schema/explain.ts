import * as z from 'zod/mini'
import { identityOf } from './catalog-object.ts'
import { changesIn, type DeclaredSchema } from './declared-schema.ts'
import type { Difference } from './difference.ts'

/** The migration by which a disagreement explains itself, and what is wrong with that migration. */
export const Because = z.object({
  /**
   * `skipped`: the ledger says that it never ran. `pending`: it did not run yet, as the ledger says,
   * but this of it is there. `edited`: what ran is not what the file says now.
   */
  why: z.enum(['skipped', 'pending', 'edited']),
  tag: z.string(),
})
export type Because = Readonly<z.infer<typeof Because>>

/** How the ledger stands to one migration of the history. */
export type Standing = 'applied' | Because['why']

export interface History {
  readonly tags: readonly string[]
  /** One for each of the tags. */
  readonly standings: readonly Standing[]
}

/** How many migrations the database is held against: up to the last one that the ledger records. */
export function appliedCount({ standings }: History): number {
  return 1 + standings.findLastIndex((each) => each === 'applied' || each === 'edited')
}

/** Says by which migration a disagreement comes about; asked only where there is one. */
export function explainer(
  { steps }: DeclaredSchema,
  history: History,
): (difference: Difference) => Because | undefined {
  const applied = appliedCount(history)
  const came = new Map<string, number>()
  const willCome = new Map<string, number>()
  const went = new Map<string, number>()
  for (const [index, step] of steps.entries()) {
    for (const { line, comes } of changesIn(step)) {
      const identity = identityOf(line)
      if (index >= applied && comes) {
        if (!willCome.has(identity)) willCome.set(identity, index)
        willCome.set(line, willCome.get(line) ?? index)
      } else if (index < applied) {
        if (comes) came.set(identity, index)
        else went.set(identity, index)
      }
    }
  }
  const because = (index: number | undefined, whys: readonly Standing[]): Because | undefined => {
    const why = index === undefined ? undefined : history.standings[index]
    const tag = index === undefined ? undefined : history.tags[index]
    if (why === undefined || why === 'applied' || tag === undefined) return undefined
    return whys.includes(why) ? { why, tag } : undefined
  }
  return (difference) => {
    switch (difference.kind) {
      case 'lacking':
        return because(came.get(identityOf(difference.declared.line)), ['skipped', 'edited'])
      case 'extra': {
        const identity = identityOf(difference.live.line)
        return (
          because(willCome.get(identity), ['pending', 'skipped']) ??
          because(went.get(identity), ['skipped', 'edited'])
        )
      }
      case 'changed':
        return (
          because(willCome.get(difference.live.line), ['pending', 'skipped']) ??
          because(came.get(identityOf(difference.declared.line)), ['skipped', 'edited'])
        )
    }
  }
}
