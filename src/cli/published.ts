import { mkdir, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { publishCommand } from '../core/command.ts'
import { type Manifest, Name } from '../core/manifest.ts'
import { type Exceptions, formatAllowances, parseAllowancesText } from '../io/allowances.ts'
import { isAbsence, readFileIfThere, readingError } from '../io/files/read-file.ts'
import { UserError } from '../io/errors.ts'
import { formatManifest, manifestJson, parseManifest } from '../io/manifest.ts'
import { publishedIndex } from './published-index.ts'
import { writeAtomically } from '../io/files/write-atomically.ts'

/** Where a repository keeps what the Worker is bundled with. */
export const publishedFolder = 'migrations-manifest'

export const allowancesFile = 'allowances.json'
export const indexFile = 'index.ts'

/** The names of the manifests that are published in a folder, sorted; none where it is not there. */
export async function readPublishedNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return []
    throw readingError(folder, error)
  })
  return files
    .filter((file) => file.endsWith('.json') && file !== allowancesFile)
    .map((file) => checkedName(basename(file, '.json'), join(folder, file)))
    .toSorted()
}

/** Reads and verifies a manifest. Throws a `UserError` that names the file. */
export async function readManifest(file: string): Promise<Manifest> {
  return parseManifest(await readManifestJson(file), file)
}

/** The JSON of a manifest, still to be parsed. Throws a `UserError` that names the file. */
export async function readManifestJson(file: string): Promise<unknown> {
  const bytes = await readFileIfThere(file)
  if (bytes === undefined) {
    throw new UserError(`${file} does not exist. Make it with \`${publishCommand}\`.`)
  }
  return manifestJson(bytes.toString('utf8'), file)
}

/** As `readManifest`; nothing where there is no file, and a word where it holds no manifest. */
export async function readManifestIfThere(
  file: string,
): Promise<Manifest | 'unreadable' | undefined> {
  if ((await readFileIfThere(file)) === undefined) return undefined
  try {
    return await readManifest(file)
  } catch (error) {
    if (error instanceof UserError) return 'unreadable'
    throw error
  }
}

/** Reads a file of allowances; where there is none, nothing is accepted. */
export async function readAllowances(file: string): Promise<Exceptions> {
  const bytes = await readFileIfThere(file)
  return bytes === undefined
    ? { allowances: [], rules: [] }
    : parseAllowancesText(bytes.toString('utf8'), file)
}

/** The text that the folder's `index.ts` has to have for the manifests that are in the folder. */
export async function indexFor(folder: string): Promise<string> {
  return publishedIndex(await readPublishedNames(folder))
}

/** Writes a manifest into a published folder and makes the folder's index anew. */
export async function publishManifest(folder: string, manifest: Manifest): Promise<void> {
  const file = join(folder, `${checkedName(manifest.name, folder)}.json`)
  await mkdir(folder, { recursive: true })
  await writeAtomically(file, formatManifest(manifest))
  await publishIndex(folder)
}

/** Makes a published folder's index anew, and the file of allowances that it imports if need be. */
export async function publishIndex(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const allowances = join(folder, allowancesFile)
  if ((await readFileIfThere(allowances)) === undefined) {
    await writeAtomically(allowances, formatAllowances([]))
  }
  await writeAtomically(join(folder, indexFile), await indexFor(folder))
}

function checkedName(name: string, where: string): string {
  if (`${name}.json` === allowancesFile) {
    throw new UserError(
      `A manifest cannot be called "${name}": ${allowancesFile} holds the allowances. Choose another --name.`,
    )
  }
  if (Name.safeParse(name).success) return name
  throw new UserError(
    `${where}: "${name}" is no name for a manifest. A name has 1 to 64 lower-case letters, digits, dots, dashes and underscores, and begins with a letter or digit.`,
  )
}
