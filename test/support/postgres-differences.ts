import { compareSchema } from '../../src/core/schema/compare-schema.ts'
import type { Difference } from '../../src/core/schema/difference.ts'
import type { Catalog } from './postgres-catalog.ts'

/** What differs where one catalog is declared, and the other is live. */
export function differencesBetween(
  declared: Pick<Catalog, 'lines' | 'serverVersion'>,
  live: Pick<Catalog, 'lines' | 'serverVersion'>,
): Difference[] {
  return compareSchema({
    declared: { serverVersion: declared.serverVersion, provided: '' },
    wanted: new Set(declared.lines),
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
