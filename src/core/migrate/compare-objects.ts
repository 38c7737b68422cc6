import { type CatalogLine, identityOf, linesOf, parseLine } from '../schema/catalog-object.ts'
import { type DeclaredSchema, linesAfter } from '../schema/declared-schema.ts'
import type { AspectDifference } from '../schema/difference.ts'
import { differingAspects } from '../schema/differing-aspects.ts'

/** One object that the pending migrations make, change or take away, and what became of it. */
export interface ObjectCheck {
  /** As the rehearsal has it afterwards; before, where it goes. */
  readonly expected: CatalogLine
  readonly change: 'comes' | 'changes' | 'goes'
  /** It was so before the run already: there just as it is after it, or gone. */
  readonly wasThere: boolean
  readonly found:
    | { readonly as: 'expected' }
    | { readonly as: 'absent' }
    | { readonly as: 'still-there' }
    | { readonly as: 'different'; readonly aspects: readonly AspectDifference[] }
}

export interface ObjectsInput {
  readonly declared: DeclaredSchema
  /** How many migrations were applied before the run. */
  readonly applied: number
  /** The catalog's lines of the live database. */
  readonly before: string
  readonly after: string
  readonly serverVersion: string
}

/** What the pending migrations change from first to last, in the order of the catalog's lines. */
export function netChanges(declared: DeclaredSchema, applied: number) {
  const was = linesAfter(declared, applied)
  const will = linesAfter(declared, declared.steps.length)
  const came = [...will].filter((line) => !was.has(line))
  const went = [...was].filter((line) => !will.has(line))
  return { came, went }
}

/** Holds each object that the pending migrations touch against what the rehearsal made of it. */
export function compareObjects(input: ObjectsInput): ObjectCheck[] {
  const { came, went } = netChanges(input.declared, input.applied)
  const before = byIdentity(input.before)
  const after = byIdentity(input.after)
  const acrossVersions = majorOf(input.declared.serverVersion) !== majorOf(input.serverVersion)
  const oldIdentities = new Set(went.map(identityOf))
  const newIdentities = new Set(came.map(identityOf))
  const made = came.map((line): ObjectCheck => {
    const identity = identityOf(line)
    const expected = parseLine(line)
    const live = after.get(identity)
    const wasThere = live !== undefined && before.get(identity) === live
    const change = oldIdentities.has(identity) ? 'changes' : 'comes'
    return { expected, change, wasThere, found: foundOf(expected, live, acrossVersions) }
  })
  const gone = went
    .filter((line) => !newIdentities.has(identityOf(line)))
    .map((line): ObjectCheck => ({
      expected: parseLine(line),
      change: 'goes',
      wasThere: !before.has(identityOf(line)),
      found: { as: after.has(identityOf(line)) ? 'still-there' : 'expected' },
    }))
  return [...made, ...gone]
}

/** How many of the objects that the pending migrations make or take away are so already. */
export function doneObjects(checks: readonly ObjectCheck[]): readonly ObjectCheck[] {
  return checks.filter(({ found, wasThere }) => found.as === 'expected' && !wasThere)
}

function foundOf(
  expected: CatalogLine,
  live: string | undefined,
  acrossVersions: boolean,
): ObjectCheck['found'] {
  if (live === undefined) return { as: 'absent' }
  const aspects = differingAspects(expected, parseLine(live), acrossVersions)
  return aspects.length === 0 ? { as: 'expected' } : { as: 'different', aspects }
}

function byIdentity(lines: string): ReadonlyMap<string, string> {
  return new Map(linesOf(lines).map((line) => [identityOf(line), line]))
}

function majorOf(serverVersion: string): string {
  return serverVersion.split('.', 1)[0] ?? serverVersion
}
