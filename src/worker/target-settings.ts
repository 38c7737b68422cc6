import * as z from 'zod/mini'
import { wranglerCommand } from '../core/command.ts'
import { type Manifest, Name, withoutSchema } from '../core/manifest.ts'

/** One monitored database. */
export interface TargetSettings {
  readonly name: string
  readonly manifest: string
  /** The name of the secret that holds its connection string. */
  readonly secret: string
  /** The secret itself; `undefined` where it is not set. */
  readonly databaseUrl: string | undefined
  /** Whether the schema is compared, where the manifest covers it. */
  readonly schema: boolean
  /** What is wrong with its own settings, and with nobody else's. */
  readonly problems: readonly string[]
}

const List = z.array(z.unknown())

const Target = z.strictObject({
  name: Name,
  manifest: z.optional(Name),
  secret: z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/)),
  schema: z.optional(z.boolean()),
})

/** A target with its place in the list, as people count. */
interface Entry {
  readonly number: number
  readonly name: string
  readonly manifest: string
  readonly secret: string
  readonly schema: boolean
}

const where = 'TARGETS in wrangler.toml'
const form =
  '{ name, manifest, secret, schema }, with names in lower case; as secret, the name of the secret that holds the connection string; and schema = false only where the schema is not to be compared'

/** The targets that can be watched; tells what is wrong with the list as a whole. */
export function readTargets(
  env: Readonly<Record<string, unknown>>,
  tell: (problem: string) => void,
): TargetSettings[] {
  const list = z.safeParse(List, env['TARGETS'])
  if (!list.success) {
    tell(`${where} must be a list of ${form}`)
    return []
  }
  const entries = list.data.flatMap((value, index): Entry[] => {
    const number = index + 1
    const parsed = z.safeParse(Target, value)
    if (!parsed.success) {
      tell(`${where}, entry ${number}, must be ${form}`)
      return []
    }
    const { name, manifest = name, secret, schema = true } = parsed.data
    return [{ number, name, manifest, secret, schema }]
  })
  if (list.data.length === 0) tell(`${where} is empty: nothing is watched`)

  for (const numbers of alike(entries, ({ name }) => name)) {
    tell(`${where} has one name for entries ${numbers}; only the first of them is watched`)
  }
  const isFirst = ({ name }: Entry, index: number) =>
    entries.findIndex((other) => other.name === name) === index
  const watched = entries.filter(isFirst)
  // Two manifests on one database are two ledgers in it; the same one twice is a slip, and some
  // other database is then not watched at all.
  for (const numbers of alike(watched, ({ manifest, secret }) => `${manifest} ${secret}`)) {
    tell(`${where} has the same manifest and secret for entries ${numbers}: which one is wrong?`)
  }
  return watched.map(({ name, manifest, secret, schema }) => {
    const value = env[secret]
    const databaseUrl = typeof value === 'string' && value.trim() !== '' ? value : undefined
    const problems = databaseUrl === undefined ? [notSet(secret)] : []
    return { name, manifest, secret, databaseUrl, schema, problems }
  })
}

/** The manifest as far as this target is held against it. */
export function watchedOf(
  { schema }: Pick<TargetSettings, 'schema'>,
  manifest: Manifest,
): Manifest {
  return schema ? manifest : withoutSchema(manifest, 'schema = false in TARGETS leaves it out')
}

/** What to say of a secret that is not there. */
export function notSet(secret: string): string {
  return `${secret} is not set: ${wranglerCommand(`secret put ${secret}`)}`
}

/** The numbers of the entries that agree in something, as `1 and 3`. */
function alike(entries: readonly Entry[], by: (entry: Entry) => string): string[] {
  return [...Map.groupBy(entries, by).values()]
    .filter(({ length }) => length > 1)
    .map((group) => group.map(({ number }) => number).join(' and '))
}
