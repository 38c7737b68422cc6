import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { UserError } from '../../io/errors.ts'
import { readDrizzleConfig } from '../../io/drizzle-kit/read-config.ts'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { readDefaultBranch } from '../../io/git/read-default-branch.ts'
import { readGitPlace } from '../../io/git/read-git-folder.ts'
import { type PackageManager, packageManagers } from './package-manager.ts'

/** What `init` found out about the project in the current folder. */
export interface Project {
  /** The root of its repository, where GitHub looks for workflows; the folder itself without one. */
  readonly root: string
  /** The project's folder below the root, with `/`; `.` for the root itself. */
  readonly path: string
  readonly isInGit: boolean
  /** The branch that pull requests are merged into. */
  readonly branch: string
  /** The text of its package.json. */
  readonly packageJson: string
  readonly manager: PackageManager
  /** The folder that drizzle-kit writes to, if it was found. */
  readonly migrations: string | undefined
  readonly schema: string | undefined
  /** Where the ledger stands, if it is not where Drizzle puts it by itself. */
  readonly ledger: string | undefined
  /** Whole sentences on what should be known of it. */
  readonly warnings: readonly string[]
}

/** Looks, and writes nothing. Throws a `UserError` where the folder holds no package.json. */
export async function readProject(): Promise<Project> {
  const packageJson = await readFileIfThere('package.json')
  if (packageJson === undefined) {
    throw new UserError(
      `There is no package.json in ${resolve('.')}. Run init in the folder of the application, beside drizzle.config.ts.`,
    )
  }
  const place = await readGitPlace('.')
  const root = place?.root ?? resolve('.')
  const drizzle = await readDrizzleConfig()
  const found = drizzle.config
  return {
    root,
    path: place?.path ?? '.',
    isInGit: place !== null,
    branch: (place && (await readDefaultBranch('.'))) ?? 'main',
    packageJson: packageJson.toString('utf8'),
    manager: managerOf(root),
    migrations: [found?.out, ...usualFolders].find((folder) => folder && holdsMigrations(folder)),
    schema: found?.schema,
    ledger: found?.ledger,
    warnings: drizzle.warnings,
  }
}

/** Where people keep their migrations who have told drizzle-kit so on the command line. */
const usualFolders = [
  'drizzle',
  'migrations',
  'drizzle/migrations',
  'db/migrations',
  'src/db/migrations',
]

function holdsMigrations(folder: string): boolean {
  return existsSync(folder) && basename(folder) !== 'meta'
}

/** The lock file of a workspace stands at its root. */
function managerOf(root: string): PackageManager {
  const [npm] = packageManagers
  const known = packageManagers.find(({ lockFile }) =>
    ['.', root].some((folder) => existsSync(join(folder, lockFile))),
  )
  const manager = known ?? npm
  if (manager === undefined) throw new Error('no package manager is known')
  return manager
}
