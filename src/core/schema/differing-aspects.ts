import { type CatalogLine, views } from './catalog-object.ts'
import type { AspectDifference } from './difference.ts'
import { isSameDefinition } from './same-meaning.ts'
import { withoutKeywordQuotes } from './sql-tokens.ts'
import { typed } from './told-line.ts'

/** Aspects that hold SQL as PostgreSQL writes it from its parse tree. */
const deparsed = new Set([
  'definition',
  'default',
  'defaults',
  'expression',
  'using',
  'check',
  'checks',
  'arguments',
  'sql body',
  'partition by',
])

/** In what two lines of one object differ, beyond how PostgreSQL writes it. */
export function differingAspects(
  declared: CatalogLine,
  live: CatalogLine,
  acrossVersions: boolean,
): AspectDifference[] {
  const names = new Set([...declared.aspects.keys(), ...live.aspects.keys()])
  // It only says how to read whom a policy is for.
  names.delete('owner')
  const others = othersBeside(declared)
  if (others !== undefined && others === othersBeside(live)) names.delete('to')
  return [...names].flatMap((name) => {
    const left = declared.aspects.get(name) ?? null
    const right = live.aspects.get(name) ?? null
    return isSame(declared.object.type, name, left, right, acrossVersions)
      ? []
      : [{ name, declared: left, live: right }]
  })
}

/** Whom a policy is for beside the owner of its table; `undefined` where it is not for the owner. */
function othersBeside({ aspects }: CatalogLine): string | undefined {
  const owner = aspects.get('owner')
  const roles = aspects.get('to')?.split(', ')
  return owner && roles?.filter((role) => role !== owner).join(', ')
}

function isSame(
  type: string,
  name: string,
  left: string | null,
  right: string | null,
  acrossVersions: boolean,
): boolean {
  if (left === right) return true
  if (left === null || right === null) return false
  // A later version has more key words, and PostgreSQL quotes a name that is one.
  const read = acrossVersions && !typed.has(name) ? withoutKeywordQuotes : String
  const [one, other] = [read(left), read(right)]
  return (
    one === other ||
    (deparsed.has(name) &&
      isSameDefinition(one, other, { acrossVersions: acrossVersions && views.has(type) }))
  )
}
