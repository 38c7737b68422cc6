import { publishCommand } from '../core/command.ts'
import { Manifest, isIntact, manifestFormat } from '../core/manifest.ts'
import { catalogVersion } from '../core/schema/declared-schema.ts'
import { UserError } from './errors.ts'
import { firstProblem, parseJson, placeText } from './json.ts'
import { listText, oneLine } from './one-line-json.ts'

/** What `migrations-manifest/index.ts` exports; each value is still to be parsed. */
export interface Published {
  /** By manifest name. */
  readonly manifests: Readonly<Record<string, unknown>>
  readonly allowances: unknown
}

const again = `Make it anew, with the options that it was made with: \`${publishCommand}\`.`

/**
 * The manifest in a JSON value, complete and as it was sealed.
 * Throws a `UserError` that names `where`, whatever the value is.
 */
export async function parseManifest(value: unknown, where: string): Promise<Manifest> {
  const format = numberIn(value, 'format')
  const isOlder =
    format !== undefined &&
    format < manifestFormat &&
    // Other files of ours have a format, too.
    memberOf(value, 'migrations') !== undefined
  if (isOlder || (format !== undefined && format > manifestFormat)) {
    throw new UserError(
      `${where} has manifest format ${format}, and this Driftwatch reads format ${manifestFormat}. ${isOlder ? again : 'Update Driftwatch.'}`,
    )
  }
  const catalog = numberIn(memberOf(value, 'schema'), 'catalogVersion')
  if (catalog !== undefined && catalog > catalogVersion) {
    throw new UserError(
      `${where} holds the schema as a newer Driftwatch writes it (${catalog}; this one reads up to ${catalogVersion}). Update Driftwatch.`,
    )
  }
  const shape = Manifest.safeParse(value)
  if (!shape.success) {
    const { path, unknownKeys } = firstProblem(shape.error)
    const [key] = unknownKeys
    const place = placeText(key === undefined ? path : [...path, key])
    const fault = place === '' ? 'it is no object' : `\`${place}\` is not what it writes`
    throw new UserError(`${where} is not a manifest of Driftwatch: ${fault}. ${again}`)
  }
  const manifest = shape.data
  const tags = new Set<string>()
  const repeated = manifest.migrations.find(({ tag }) => tags.size === tags.add(tag).size)
  if (repeated !== undefined) {
    throw new UserError(`${where} holds the migration ${repeated.tag} twice. ${again}`)
  }
  const { schema, migrations } = manifest
  if (schema.covered && schema.steps.length !== migrations.length) {
    throw new UserError(
      `${where} holds ${schema.steps.length} steps of the schema for ${migrations.length} migrations. Undo the edit or the merge. ${again}`,
    )
  }
  if (!(await isIntact(manifest))) {
    throw new UserError(
      `${where} is not what Driftwatch wrote: its digest does not fit its content. Undo the edit or the merge. ${again}`,
    )
  }
  return manifest
}

/** As `parseManifest`, for a manifest's file. */
export async function parseManifestText(text: string, where: string): Promise<Manifest> {
  return parseManifest(manifestJson(text, where), where)
}

/** What `parseManifest` takes, from a manifest's file. Throws a `UserError` where it is no JSON. */
export function manifestJson(text: string, where: string): unknown {
  return parseJson(text, where, again)
}

/**
 * The text of a manifest's file: one migration a line, one origin, and one step of the schema, so
 * that branches that both add one conflict.
 */
export function formatManifest(manifest: Manifest): string {
  const { format, name, layout, source, git, ledger, preludes, origins, schema, digest } = manifest
  const migrations = manifest.migrations.map(({ tag, when, hash, twins }) =>
    oneLine({ tag, when, hash, twins }),
  )
  const lines = [
    `"format": ${format}`,
    `"name": ${oneLine(name)}`,
    `"layout": ${oneLine(layout)}`,
    `"source": ${oneLine(source)}`,
    `"git": ${oneLine(git && { commit: git.commit, dirty: git.dirty })}`,
    `"ledger": ${oneLine({ schema: ledger.schema, table: ledger.table })}`,
    `"migrations": ${listText(migrations)}`,
    ...(preludes === undefined
      ? []
      : [`"preludes": ${listText(preludes.map(({ file, hash }) => oneLine({ file, hash })))}`]),
    ...(origins === undefined ? [] : [`"origins": ${listText(origins.map(oneLine))}`]),
    `"schema": ${schemaText(schema)}`,
    `"digest": ${oneLine(digest)}`,
  ]
  return `{\n  ${lines.join(',\n  ')}\n}\n`
}

function schemaText(schema: Manifest['schema']): string {
  if (!schema.covered) return oneLine({ covered: schema.covered, because: schema.because })
  const lines = [
    `"covered": ${schema.covered}`,
    `"serverVersion": ${oneLine(schema.serverVersion)}`,
    `"catalogVersion": ${schema.catalogVersion}`,
    `"provided": ${oneLine(schema.provided)}`,
    `"steps": ${listText(schema.steps.map(oneLine), '    ')}`,
  ]
  return `{\n    ${lines.join(',\n    ')}\n  }`
}

/** A number under a key of a value that can be anything. */
function numberIn(value: unknown, key: string): number | undefined {
  const found = memberOf(value, key)
  return typeof found === 'number' ? found : undefined
}

function memberOf(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object'
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined
}
