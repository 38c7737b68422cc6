import { constants } from 'node:fs'
import { copyFile, link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { codeOf, readFileIfThere } from './read-file.ts'

/** A file that is to be written, and what is to be in it. */
export interface Draft {
  readonly file: string
  readonly content: string
  /** What is in it as it was read. Without this, it is a new file, and must not be there yet. */
  readonly replaces?: Uint8Array | undefined
}

/**
 * Writes all of the files or none: drafts first, then their names in the order given. What was done
 * is undone where one of them fails, which takes no room on the disk. A file that is there, or that
 * is not as it was read, stays. Throws a `UserError` that names the file.
 */
export async function writeAll(drafts: readonly Draft[]): Promise<void> {
  const undo: (() => Promise<unknown>)[] = []
  const finish: (() => Promise<unknown>)[] = []
  let at = ''
  try {
    const staged: { readonly draft: string; readonly target: Draft }[] = []
    for (const target of drafts) {
      at = target.file
      const folder = dirname(at)
      const made = await mkdir(folder, { recursive: true })
      if (made !== undefined) undo.push(() => rm(made, { recursive: true, force: true }))
      const draft = besides(at)
      undo.push(() => rm(draft, { force: true }))
      finish.push(() => rm(draft, { force: true }))
      await writeFile(draft, target.content, { flush: true })
      staged.push({ draft, target })
    }
    for (const { draft, target } of staged) {
      const { file, replaces } = target
      at = file
      if (replaces === undefined) {
        await linkNew(draft, file)
        undo.push(() => rm(file))
        continue
      }
      await refuseChanged(file, replaces)
      const before = besides(file)
      await linkNew(file, before)
      undo.push(() => rm(before, { force: true }))
      finish.push(() => rm(before, { force: true }))
      await rename(draft, file)
      undo.push(() => rename(before, file))
    }
  } catch (error) {
    let isUndone = true
    for (const step of undo.toReversed()) {
      await step().catch(() => {
        isUndone = false
      })
    }
    throw isUndone ? writingError(at, error) : notUndone(at)
  }
  for (const step of finish) await step()
}

function besides(file: string): string {
  return join(dirname(file), `.${basename(file)}.${crypto.randomUUID()}.tmp`)
}

/** Gives a file another name that nothing has. */
async function linkNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    // Some file systems have no second names.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(codeOf(error) ?? '')) throw error
    await copyFile(from, to, constants.COPYFILE_EXCL)
  }
}

async function refuseChanged(file: string, bytes: Uint8Array): Promise<void> {
  const now = await readFileIfThere(file)
  if (now?.equals(bytes) === true) return
  throw new UserError(
    `${file} has changed since it was read, so nothing was written. Run this again.`,
  )
}

function writingError(file: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (code === 'EEXIST') {
    return new UserError(
      `${file} is there already, so nothing was written. Move it away, or name the new one otherwise with --name.`,
    )
  }
  const why = code === 'ENOSPC' ? 'the disk is full' : code
  return new UserError(
    `${file} could not be written (${why}), so nothing was: all files are as they were.`,
  )
}

function notUndone(file: string): UserError {
  return new UserError(
    `${file} could not be written, and not all that was done before it could be undone. See with \`git status\` what is there.`,
  )
}
