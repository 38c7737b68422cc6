import { existsSync, readFileSync } from 'node:fs'
import type { Command, Option } from 'commander'
import * as z from 'zod/mini'
import { Name } from '../core/manifest.ts'
import { UserError } from '../io/errors.ts'
import { isAbsence, readingError } from '../io/files/read-file.ts'
import { firstProblem, parseJson, placeText } from '../io/json.ts'
import { ledgerIn } from './parse-options.ts'
import { publishedFolder } from './published.ts'

/** Where a project keeps what it would otherwise repeat with every command; `init` writes it. */
export const configFile = 'driftwatch.config.json'

const path = z.string().check(z.minLength(1))

/** What the commands are to be told in this project. Paths are relative to the file's folder. */
export const Config = z.strictObject({
  /** The folder that drizzle-kit writes to. */
  migrations: z.optional(path),
  /** What the manifest is called. */
  name: z.optional(Name),
  /** The module with the tables: `schema.ts`. */
  schema: z.optional(path),
  /** `schema.table`, where it is not Drizzle's own. */
  ledger: z.optional(z.string()),
  /** Files of SQL with what the host provides. */
  preludes: z.optional(z.array(path)),
})
export type Config = Readonly<z.infer<typeof Config>>

/** The configuration in the current folder, if there is one. Throws a `UserError` that names the key. */
export function readConfig(): Config {
  let text: string
  try {
    text = readFileSync(configFile, 'utf8')
  } catch (error) {
    if (isAbsence(error)) return {}
    throw readingError(configFile, error)
  }
  const wayOut = 'Mend it, or write it anew with `init`.'
  const parsed = Config.safeParse(parseJson(text, configFile, wayOut))
  if (parsed.success) {
    const { ledger } = parsed.data
    // Whatever the command: most have no such option, and would never say it.
    if (ledger !== undefined) ledgerIn(ledger, `${configFile}: ledger`)
    return parsed.data
  }
  const { path: place, unknownKeys } = firstProblem(parsed.error)
  const known = Object.keys(Config.shape).join(', ')
  throw new UserError(
    unknownKeys.length > 0
      ? `${configFile} has ${unknownKeys.map((key) => JSON.stringify(key)).join(', ')}, which nothing reads. It may have ${known}.`
      : `${configFile}: ${placeText(place) || 'the whole'} is not what it may be. ${wayOut}`,
  )
}

/** What a project's configuration says takes the place of options that are not given. */
export function applyConfig(command: Command, config: Config): void {
  const { preludes, migrations, name = 'app', schema, ledger } = config
  const isConfigured = Object.keys(config).length > 0
  const manifest = `${publishedFolder}/${name}.json`
  const values: Readonly<Record<string, unknown>> = {
    migrations,
    name: config.name,
    app: config.name,
    schema,
    ledger,
    prelude: preludes,
    manifest: isConfigured ? manifest : undefined,
  }
  for (const option of command.options) {
    const value = values[option.attributeName()]
    // `--no-schema` has a name in common with `--schema <file>`, and no value.
    if (value === undefined || !option.required) continue
    // To `codify` the name is the migration's.
    if (option.flags === '--name <words>') continue
    // To `bundle-check` a manifest is a name.
    if (value === manifest && !option.flags.endsWith('<file>')) continue
    // Where nobody has published yet, only a command that needs the manifest should ask for it.
    if (value === manifest && !option.mandatory && !existsSync(manifest)) continue
    command.setOptionValueWithSource(option.attributeName(), valueOf(option, value), 'config')
  }
}

function valueOf({ parseArg }: Option, value: unknown): unknown {
  return parseArg === undefined || typeof value !== 'string' ? value : parseArg(value, undefined)
}
