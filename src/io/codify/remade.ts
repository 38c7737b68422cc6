import type { PlannedAction } from './plan-actions.ts'

/** What of a plan is dropped and made anew, by pg-delta's names. */
export function remadeBy(actions: readonly PlannedAction[]): ReadonlySet<string> {
  const made = new Set(actions.flatMap(({ produces }) => produces))
  const dropped = actions.flatMap(({ destroys }) => destroys)
  return new Set(dropped.filter((id) => made.has(id) && !isPart.test(id)))
}

/** Clauses of a table or a type, which nobody owns. */
const isPart = /^(default|column|typeAttribute|acl|comment):/

/** What somebody owns, and may be granted: each such as `view public.seen`. */
export function ownedAmong(remade: ReadonlySet<string>): readonly string[] {
  return [...remade]
    .filter((id) => !isUnowned.test(id))
    .map((id) => id.replace(/^materializedView:/, 'materialized view:').replace(':', ' '))
}

const isUnowned = /^(constraint|index|policy|rule|trigger):/

/** A materialized view that is made anew is filled anew: nothing of it is lost. */
export function withoutRefills(actions: readonly PlannedAction[]): readonly PlannedAction[] {
  const remade = remadeBy(actions)
  const isRefill = (id: string) => id.startsWith('materializedView:') && remade.has(id)
  return actions.map((action) =>
    action.sql.startsWith('DROP MATERIALIZED VIEW ') && action.destroys.some(isRefill)
      ? { ...action, losesData: false }
      : action,
  )
}
