import * as z from 'zod/mini'

/** A snapshot of drizzle-kit, as far as one links to another. */
const Snapshot = z.looseObject({
  id: z.string(),
  prevId: z.optional(z.string()),
  prevIds: z.optional(z.array(z.string())),
  /** From rc.5 on: the first says all, and each of the others what is new. */
  type: z.optional(z.string()),
})
type Snapshot = z.infer<typeof Snapshot>

/**
 * The snapshot of a migration that drizzle-kit is to know nothing of, as `generate --custom` makes
 * it of those before: the same state under a new id. Nothing where there is none before.
 */
export function carriedSnapshot(texts: readonly string[]): string | undefined {
  const before = texts.flatMap((text) => {
    const parsed = Snapshot.safeParse(parse(text))
    return parsed.success ? [parsed.data] : []
  })
  const last = before.at(-1)
  if (last === undefined) return undefined
  return JSON.stringify(after(last, before), null, 2)
}

function after(last: Snapshot, all: readonly Snapshot[]): unknown {
  const id = crypto.randomUUID()
  const { id: _, prevId: _before, prevIds, ...rest } = last
  if (prevIds === undefined) return { id, prevId: last.id, ...rest }
  const known = new Set(all.flatMap((each) => each.prevIds ?? []))
  const leaves = all.map((each) => each.id).filter((each) => !known.has(each))
  if (last.type === undefined) return { ...last, id, prevIds: leaves }
  const { version, dialect } = rest
  return { type: 'diff', version, dialect, id, prevIds: leaves, footprints: [], deltas: [] }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
