import { compareSchema } from '../../src/core/schema/compare-schema.ts'
import { stepBetween } from '../../src/core/schema/declared-schema.ts'
import type { Difference } from '../../src/core/schema/difference.ts'
import type { Catalog } from './postgres-catalog.ts'

/** What differs where one catalog is declared, by one migration, and the other is live. */
export function differencesBetween(
  declared: Pick<Catalog, 'lines' | 'serverVersion'>,
  live: Pick<Catalog, 'lines' | 'serverVersion'>,
): Difference[] {
  return compareSchema({
    declared: {
      covered: true,
      serverVersion: declared.serverVersion,
      catalogVersion: 1,
      provided: '',
      steps: [stepBetween(new Set(), new Set(declared.lines))],
    },
    applied: 1,
    live: live.lines,
    serverVersion: live.serverVersion,
  })
}

/** A difference in a few words, such as `changed table users: name`. */
export function inShort(difference: Difference): string {
  const { object } = difference.kind === 'extra' ? difference.live : difference.declared
  const aspects = difference.kind === 'changed' ? difference.aspects.map(({ name }) => name) : []
  const said = aspects.length === 0 ? '' : `: ${aspects.join(', ')}`
  return `${difference.kind} ${object.type} ${object.name}${said}`
}
