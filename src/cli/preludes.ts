import { basename, dirname, posix } from 'node:path'
import { type Prelude, sha256 } from '../core/manifest.ts'
import { readFileIfThere } from '../io/files/read-file.ts'
import { UserError } from '../io/errors.ts'
import { readGitPlace } from '../io/git/read-git-folder.ts'
import type { Script } from '../io/script.ts'

/** Files of SQL that run before the migrations. Throws a `UserError` where one cannot be read. */
export function readPreludes(files: readonly string[]): Promise<readonly Script[]> {
  return Promise.all(files.map(readPrelude))
}

async function readPrelude(file: string): Promise<Script> {
  const sql = await readSqlIfThere(file)
  if (sql === undefined) throw new UserError(`--prelude names ${file}, which does not exist.`)
  return { file, sql }
}

/** What a manifest says of the prelude that it was made with; `root` is its repository's. */
export async function preludeOf({ file, sql }: Script, root: string | undefined): Promise<Prelude> {
  const place = await readGitPlace(dirname(file))
  const isWithin = place !== null && place.root === root
  return { file: isWithin ? posix.join(place.path, basename(file)) : file, hash: await hashOf(sql) }
}

/** Whether a file is still the prelude with this hash; `undefined` where there is none. */
export async function isStillPrelude(
  file: string,
  { hash }: Pick<Prelude, 'hash'>,
): Promise<boolean | undefined> {
  const sql = await readSqlIfThere(file)
  return sql === undefined ? undefined : (await hashOf(sql)) === hash
}

async function readSqlIfThere(file: string): Promise<string | undefined> {
  return (await readFileIfThere(file))?.toString('utf8')
}

/** A checkout with CRLF is the same prelude. */
function hashOf(sql: string): Promise<string> {
  return sha256(sql.replaceAll('\r\n', '\n'))
}
