import { type Action, buildFactBase, encodeId, type FactBase, plan } from '@supabase/pg-delta'
import type { SchemaObject } from '../../core/schema/catalog-object.ts'
import { enumStep } from './enum-made-anew.ts'
import { objectOfFact } from './fact-object.ts'
import type { PlannedAction } from './planned-action.ts'

/** The statements that bring one catalog to another, in the order of what depends on what. */
export function planActions(source: FactBase, goal: FactBase): readonly PlannedAction[] {
  const actions = plan(source, goal)
    .actions.map((action) => enumStep(plannedOf(action), source, goal))
    // Before another type pg-delta drops a default, be it dropped already or not.
    .filter(({ sql }, at, all) => {
      const before = all.slice(0, at).some((other) => other.sql === sql)
      return !(before && dropsDefault.test(sql))
    })
  // pg-delta does not see that a default or a check needs a label: labels come first.
  const labels = actions.filter(({ sql }) => addsLabel.test(sql))
  return [...labels, ...actions.filter((action) => !labels.includes(action))]
}

/** As pg-delta writes it. */
const addsLabel = /^ALTER TYPE [^']* ADD VALUE /
const dropsDefault = /^ALTER TABLE .* DROP DEFAULT$/

function plannedOf(action: Action): PlannedAction {
  return {
    sql: action.sql.trim(),
    verb: action.verb,
    produces: action.produces.map(encodeId),
    consumes: action.consumes.map(encodeId),
    destroys: action.destroys.map(encodeId),
    losesData: action.dataLoss === 'destructive',
  }
}

/** The source, and in it what is chosen as the other catalog has it. */
export function withChosen(
  source: FactBase,
  other: FactBase,
  isChosen: (object: SchemaObject) => boolean,
): FactBase {
  const chosenIn = (base: FactBase) =>
    new Set(
      base.facts().flatMap((fact) => {
        const object = objectOfFact(fact, base)
        return object !== undefined && isChosen(object) ? [encodeId(fact.id)] : []
      }),
    )
  const [gone, come] = [chosenIn(source), chosenIn(other)]
  const kept = source.facts().filter(({ id }) => !gone.has(encodeId(id)))
  const ids = new Set(kept.map(({ id }) => encodeId(id)))
  // A view may be chosen as gone on one side and as another kind of thing on the other.
  const added = other.facts().filter(({ id }) => come.has(encodeId(id)) && !ids.has(encodeId(id)))
  const edges = [
    ...source.edges.filter(({ from }) => !gone.has(encodeId(from))),
    ...other.edges.filter(({ from }) => come.has(encodeId(from))),
  ]
  const facts = [...kept, ...added]
  const all = new Set(facts.map(({ id }) => encodeId(id)))
  // What an extension brings goes with it.
  const orphans = new Set(
    edges.flatMap(({ kind, from, to }) =>
      kind === 'memberOfExtension' && !all.has(encodeId(to)) ? [encodeId(from)] : [],
    ),
  )
  return buildFactBase(
    facts.filter(({ id }) => !orphans.has(encodeId(id))),
    edges,
  )
}
