import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { codeOf, readFileIfThere } from './read-file.ts'

/** A file that is to be written, and what is to be in it. */
export interface Draft {
  readonly file: string
  readonly content: string
}

/**
 * Writes all of the files or none: drafts first, then their names in the order given. What was done
 * is undone where one of them fails. Throws a `UserError` that names the file.
 */
export async function writeAll(drafts: readonly Draft[]): Promise<void> {
  const undo: (() => Promise<unknown>)[] = []
  const staged: { readonly draft: string; readonly file: string }[] = []
  let at = ''
  try {
    for (const { file, content } of drafts) {
      at = file
      const folder = dirname(file)
      const made = await mkdir(folder, { recursive: true })
      if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }))
      const draft = join(folder, `.${basename(file)}.${randomUUID()}.tmp`)
      undo.push(() => rm(draft, { force: true }))
      await writeFile(draft, content, { flush: true })
      staged.push({ draft, file })
    }
    for (const { draft, file } of staged) {
      at = file
      const before = await readFileIfThere(file)
      await rename(draft, file)
      undo.push(() => (before === undefined ? rm(file, { force: true }) : writeFile(file, before)))
    }
  } catch (error) {
    for (const step of undo.toReversed()) await step()
    const code = codeOf(error)
    if (code === undefined && !(error instanceof UserError)) throw error
    const why = code ?? 'a folder stands there, or it cannot be read'
    throw new UserError(
      `${at} could not be written (${why}), so nothing was: all files are as they were.`,
    )
  }
}
