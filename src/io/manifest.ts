import { publishCommand } from '../core/command.ts'
import { Manifest, isIntact, manifestFormat } from '../core/manifest.ts'
import { TwinForm } from '../core/migration.ts'
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
  const format = formatOf(value)
  if (format !== undefined && format > manifestFormat) {
    throw new UserError(
      `${where} has manifest format ${format}, and this Driftwatch reads formats up to ${manifestFormat}. Update Driftwatch.`,
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
  if (holdsProtoKey(value) || !(await isIntact(manifest))) {
    throw new UserError(
      `${where} is not what Driftwatch wrote: its digest does not fit its content. Undo the edit or the merge. ${again}`,
    )
  }
  return manifest
}

/** As `parseManifest`, for a manifest's file. */
export async function parseManifestText(text: string, where: string): Promise<Manifest> {
  return parseManifest(parseJson(text, where, again), where)
}

/** The text of a manifest's file: one migration a line, so that branches that both add one conflict. */
export function formatManifest(manifest: Manifest): string {
  const { format, name, layout, source, git, ledger, schema, digest } = manifest
  const migrations = manifest.migrations.map(({ tag, when, hash, twins }) =>
    oneLine({
      tag,
      when,
      hash,
      twins: Object.fromEntries(
        TwinForm.options.flatMap((form) => (twins[form] ? [[form, twins[form]]] : [])),
      ),
    }),
  )
  const lines = [
    `"format": ${format}`,
    `"name": ${oneLine(name)}`,
    `"layout": ${oneLine(layout)}`,
    `"source": ${oneLine(source)}`,
    `"git": ${oneLine(git && { commit: git.commit, dirty: git.dirty })}`,
    `"ledger": ${oneLine({ schema: ledger.schema, table: ledger.table })}`,
    `"migrations": ${listText(migrations)}`,
    `"schema": ${oneLine({ covered: schema.covered, because: schema.because })}`,
    `"digest": ${oneLine(digest)}`,
  ]
  return `{\n  ${lines.join(',\n  ')}\n}\n`
}

function formatOf(value: unknown): number | undefined {
  return value !== null &&
    typeof value === 'object' &&
    'format' in value &&
    typeof value.format === 'number'
    ? value.format
    : undefined
}

/** zod leaves this one key out of a record without a word, so the digest would not notice it. */
function holdsProtoKey(value: unknown): boolean {
  const open = [value]
  for (const next of open) {
    if (next === null || typeof next !== 'object') continue
    if (Object.hasOwn(next, '__proto__')) return true
    for (const inner of Object.values(next)) open.push(inner)
  }
  return false
}
