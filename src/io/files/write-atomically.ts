import { rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from './read-file.ts'
import { UserError } from '../errors.ts'

/**
 * Writes a file so that nobody ever reads a half of it, and an interrupted run leaves the old one.
 * Throws a `UserError` that names the file.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array,
  mode = 0o666,
): Promise<void> {
  // In the same folder, as a rename is atomic only within one file system.
  const draft = join(dirname(file), `.${basename(file)}.${crypto.randomUUID()}.tmp`)
  try {
    await writeFile(draft, content, { mode })
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    const code = codeOf(error)
    if (code === undefined) throw error
    throw new UserError(
      `${file} could not be written (${code}). See that its folder exists and may be written to.`,
    )
  }
}
