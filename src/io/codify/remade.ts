import type { PlannedAction } from './planned-action.ts'

/** What of a plan is dropped and made anew, by pg-delta's names. */
export function remadeBy(actions: readonly PlannedAction[]): ReadonlySet<string> {
  const made = new Set(actions.flatMap(({ produces }) => produces))
  const dropped = actions.flatMap(({ destroys }) => destroys)
  const enums = actions.flatMap(({ ofEnum }) => ofEnum ?? [])
  return new Set([...dropped.filter((id) => made.has(id) && !isPart.test(id)), ...enums])
}

/** Clauses of a table or a type, which nobody owns. */
const isPart = /^(default|column|typeAttribute|acl|comment):/

/** What somebody owns, and may be granted: each such as `view public.seen`. */
export function ownedAmong(remade: ReadonlySet<string>): readonly string[] {
  return [...remade].filter((id) => !isUnowned.test(id)).map(nameOf)
}

/** What a plan deletes the data of, each such as `column public.users.email`. */
export function losesDataOf(actions: readonly PlannedAction[]): readonly string[] {
  // The first is what the statement names; with it go its parts.
  return actions.flatMap(({ losesData, destroys: [first], sql }) =>
    losesData ? [first === undefined ? sql : nameOf(first)] : [],
  )
}

function nameOf(id: string): string {
  return id.replace(/^materializedView:/, 'materialized view:').replace(':', ' ')
}

/** Whether the action takes away what is made anew, and whether that is something people own. */
export function remakesBy(
  { sql, destroys, ofEnum }: PlannedAction,
  remade: ReadonlySet<string>,
): 'owned' | 'unowned' | undefined {
  const enums = ofEnum !== undefined && sql.startsWith('ALTER TYPE ') ? [ofEnum] : []
  const ids = [...destroys, ...enums].filter((id) => remade.has(id))
  if (ids.length === 0) return undefined
  return ids.every((id) => isUnowned.test(id)) ? 'unowned' : 'owned'
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
