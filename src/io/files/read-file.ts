import { readFile } from 'node:fs/promises'
import { UserError } from '../errors.ts'

/**
 * The bytes of a file, or `undefined` where there is none.
 * Throws a `UserError` that names the file when it is there and cannot be read.
 */
export async function readFileIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw readingError(path, error)
  }
}

/** Whether a call failed because nothing stands at that path. */
export function isAbsence(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Node's error about a path as a `UserError`; any other error is given back as it is. */
export function readingError(path: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  return new UserError(`${path} ${said.get(code) ?? `could not be read (${code}).`}`)
}

const said: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'does not exist.'],
  ['ENOTDIR', 'is a file, or lies below one, where a directory is expected.'],
  ['EISDIR', 'is a directory where a file is expected.'],
  ['EACCES', 'may not be read by the user who runs this. Change its permissions.'],
  ['EPERM', 'may not be read by the user who runs this. Change its permissions.'],
  ['ELOOP', 'is a symbolic link that leads back to itself.'],
  ['ENAMETOOLONG', 'is a longer name than the file system takes.'],
])

/** The code of an error of the operating system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}
