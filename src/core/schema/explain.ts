import * as z from 'zod/mini'
import { assertNever } from '../never.ts'
import { identityOf } from './catalog-object.ts'
import { changesIn, type DeclaredSchema } from './declared-schema.ts'
import type { Difference } from './difference.ts'

/** The migration by which a disagreement explains itself, and what is wrong with that migration. */
export const Because = z.object({
  /**
   * `skipped`: the ledger says that it never ran. `pending`: it did not run yet, as the ledger says,
   * but this of it is there, or gone. `edited`: what ran is not what the file says now.
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
  declared: DeclaredSchema,
  history: History,
): (difference: Difference) => Because | undefined {
  const { came, went, willCome, willGo } = whereObjectsChange(declared, appliedCount(history))
  const because = (index: number | undefined, ...whys: readonly Standing[]) => {
    const tag = history.tags[index ?? -1]
    const why = history.standings[index ?? -1]
    if (tag === undefined || why === undefined || why === 'applied') return undefined
    return whys.includes(why) ? { why, tag } : undefined
  }
  return (difference) => {
    switch (difference.kind) {
      case 'lacking': {
        const identity = identityOf(difference.declared.line)
        return (
          because(willGo.get(identity), 'pending') ??
          because(came.get(identity), 'skipped', 'edited')
        )
      }
      case 'extra': {
        const identity = identityOf(difference.live.line)
        return (
          because(willCome.get(identity), 'pending', 'skipped') ??
          because(went.get(identity), 'skipped', 'edited')
        )
      }
      case 'changed':
        return (
          because(willCome.get(difference.live.line), 'pending', 'skipped') ??
          because(came.get(identityOf(difference.declared.line)), 'skipped', 'edited')
        )
      default:
        return assertNever(difference)
    }
  }
}

/**
 * By which migration an object last came and went; which of those to come will first make it, and
 * which will drop it before any other changes it.
 */
function whereObjectsChange({ steps }: DeclaredSchema, applied: number) {
  const came = new Map<string, number>()
  const went = new Map<string, number>()
  /** By identity and by whole line. */
  const willCome = new Map<string, number>()
  const willGo = new Map<string, number>()
  for (const [index, step] of steps.entries()) {
    for (const { line, comes } of changesIn(step)) {
      const identity = identityOf(line)
      if (index < applied) (comes ? came : went).set(identity, index)
      else if (comes) {
        if (!willCome.has(identity)) willCome.set(identity, index)
        if (!willCome.has(line)) willCome.set(line, index)
        // In one migration, what goes is told before what comes.
        if (willGo.get(identity) === index) willGo.delete(identity)
      } else if (!willCome.has(identity)) willGo.set(identity, index)
    }
  }
  return { came, went, willCome, willGo }
}
