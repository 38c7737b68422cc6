import { mentionedIn } from '../../core/codify/mentioned.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import type { Facts } from '../../io/codify/read-facts.ts'
import type { Rebuild } from '../../io/codify/rebuild.ts'
import { UserError } from '../../io/errors.ts'
import { isOfForeignTable } from './foreign-tables.ts'
import { type Ground, judgeBy, liveWhere } from './ground.ts'
import { type Patch, planPatch } from './plan-patch.ts'

/**
 * How the live schema is made again: with all that differs, and with what was chosen alone, for
 * where something that was not chosen cannot be made.
 */
export async function rebuildsOf(
  ground: Ground,
  live: Facts,
  chosen: readonly SchemaFinding[],
  patch: Patch,
): Promise<readonly Rebuild[]> {
  const own = rebuildAs(ground, chosen, patch.plain)
  const isForeign = isOfForeignTable(ground)
  const all = ground.drift.filter((finding) => !isForeign(finding))
  const without = ground.drift.filter(isForeign).map(nameOf)
  if (chosen.length === all.length) return [{ ...own, without }]
  try {
    const { plain } = await planPatch(ground, all, live)
    return [{ ...rebuildAs(ground, all, plain), without }, own]
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const [, why = error.message] = /nothing was written: (.*)/.exec(error.message) ?? []
    return [{ ...rebuildAs(ground, all, []), unplanned: why }, own]
  }
}

function rebuildAs(
  ground: Ground,
  findings: readonly SchemaFinding[],
  statements: readonly string[],
): Rebuild {
  return {
    statements,
    notAsLive: judgeBy(ground, liveWhere(ground, findings)),
    about: (sql) => mentionedIn(sql, findings).map(nameOf),
  }
}

function nameOf({ object }: SchemaFinding): string {
  return `${object.type} ${objectName(object)}`
}
