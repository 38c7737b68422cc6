import * as z from 'zod/mini'

/** Of the catalog's query that this version has: another text makes other lines of one schema. */
export const catalogVersion = 1

/** What the migrations make of an empty database, as the manifest keeps it. */
export const DeclaredSchema = z.strictObject({
  covered: z.literal(true),
  /** Of the PostgreSQL in which the history was replayed, such as `18.3`. */
  serverVersion: z.string(),
  /** Of the query whose lines these are. */
  catalogVersion: z.int().check(z.positive()),
  /** The lines of what the host provides: there before the first migration, and not compared. */
  provided: z.string(),
  /**
   * What each migration changes, in the order of the history: one line each, `+` before a line that
   * comes and `-` before one that goes. So the schema after any of them can be had.
   */
  steps: z.array(z.string()),
})
export type DeclaredSchema = Readonly<z.infer<typeof DeclaredSchema>>

/** Why a manifest says nothing about the schema. */
export const SchemaNotCovered = z.strictObject({ covered: z.literal(false), because: z.string() })

/** The lines after the first `count` migrations, without what the host provides. */
export function linesAfter(
  { steps }: Pick<DeclaredSchema, 'steps'>,
  count: number,
): ReadonlySet<string> {
  const lines = new Set<string>()
  for (const step of steps.slice(0, count)) {
    for (const { line, comes } of changesIn(step)) {
      if (comes) lines.add(line)
      else lines.delete(line)
    }
  }
  return lines
}

interface LineChange {
  readonly line: string
  readonly comes: boolean
}

/** What one step changes: what goes, and then what comes. */
export function changesIn(step: string): LineChange[] {
  if (step === '') return []
  return step.split('\n').map((text) => ({ line: text.slice(1), comes: text.startsWith('+') }))
}

/** The step from one catalog to the next, both as lines. */
export function stepBetween(before: ReadonlySet<string>, after: ReadonlySet<string>): string {
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `-${line}`)
  const come = [...after].filter((line) => !before.has(line)).map((line) => `+${line}`)
  return [...gone, ...come].join('\n')
}
