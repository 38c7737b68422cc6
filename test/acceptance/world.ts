import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeManifest } from '../../src/cli/make-manifest.ts'
import { audit } from '../../src/core/audit.ts'
import { defaultLedgerTable, type LedgerTable } from '../../src/core/ledger.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { readDrizzleFolder } from '../../src/io/drizzle/read-drizzle-folder.ts'
import { openTarget } from '../../src/io/postgres/open-target.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { KitVersion } from '../support/drizzle-kit.ts'
import { type LedgerChoice, runMigrator } from '../support/drizzle-migrate.ts'
import { makeFolder } from '../support/folder.ts'
import type { Postgres } from '../support/postgres.ts'

/** A database of its own, a folder of its own, and what happens to them. */
export interface World {
  /** The server that the database is on. */
  readonly postgres: Postgres
  readonly version: KitVersion
  readonly url: string
  /** The migrations folder; the stories change it. */
  readonly folder: string
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly migrate: (options?: MigrateOptions) => Promise<void>
  /** The tag of the n-th migration, counted from 1 as drizzle-kit was asked. */
  readonly tag: (step: number) => Promise<string>
  /** The file of the n-th migration. */
  readonly file: (step: number) => Promise<string>
  /** A copy of the folder as it is, in a project of its own. */
  readonly copyFolder: () => Promise<string>
}

export interface MigrateOptions extends LedgerChoice {
  readonly version?: KitVersion
  readonly folder?: string
}

/** A world with an empty database. `source` is the folder that the kit of this version made. */
export async function makeWorld(
  postgres: Postgres,
  version: KitVersion,
  source: string,
): Promise<World> {
  const folder = await copyOf(source)
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  const tag = async (step: number) => {
    const { migrations } = await readDrizzleFolder(folder)
    const found = migrations.find((migration) => migration.tag.endsWith(`_step_${step}`))
    if (found === undefined) throw new Error(`there is no step ${step} in ${folder}`)
    return found.tag
  }
  return {
    postgres,
    version,
    url,
    folder,
    tag,
    query: (sql) => postgres.query(sql, undefined, database),
    migrate: ({ version: by = version, folder: from = folder, ...ledger } = {}) =>
      runMigrator(by, url, from, ledger),
    file: async (step) =>
      version === '0.31'
        ? join(folder, `${await tag(step)}.sql`)
        : join(folder, await tag(step), 'migration.sql'),
    copyFolder: () => copyOf(folder),
  }
}

async function copyOf(source: string): Promise<string> {
  const folder = join(await makeFolder({}), 'drizzle')
  await cp(source, folder, { recursive: true })
  return folder
}

/** What Driftwatch says of the world: the real folder held against the real database. */
export async function auditWorld(
  { folder, url }: Pick<World, 'folder' | 'url'>,
  ledger: LedgerTable = defaultLedgerTable,
): Promise<Verdict> {
  const request = { migrations: folder, name: 'app', ledger, schema: 'ledger-only' } as const
  const { manifest } = await makeManifest(request)
  const run = openTarget(parseConnectionString(url, 'the test'))
  const observation = await readTarget(run, manifest.ledger)
  return audit({ target: 'shop', manifest, observation, allowances: [], now: Date.now() })
}

export async function editFile(file: string, edit: (text: string) => string): Promise<void> {
  await writeFile(file, edit(await readFile(file, 'utf8')))
}

export interface Entry {
  readonly idx: number
  readonly when: number
  readonly tag: string
}

/** Changes the entries of a 0.x journal. */
export async function editJournal(
  folder: string,
  edit: (entries: readonly Entry[]) => readonly Entry[],
): Promise<void> {
  await editFile(join(folder, 'meta/_journal.json'), (text) => {
    const journal: { readonly entries: readonly Entry[] } = JSON.parse(text)
    return JSON.stringify({ ...journal, entries: edit(journal.entries) }, null, 2)
  })
}

/** Takes a migration out of the folder while the work lasts, as if it were not merged yet. */
export async function without(
  { folder, tag }: World,
  step: number,
  work: () => Promise<void>,
): Promise<void> {
  const name = await tag(step)
  if ((await readDrizzleFolder(folder)).layout === 'folders') {
    const aside = join(dirname(folder), name)
    await rename(join(folder, name), aside)
    await work()
    await rename(aside, join(folder, name))
    return
  }
  const path = join(folder, 'meta/_journal.json')
  const whole = await readFile(path)
  await editJournal(folder, (entries) => entries.filter((entry) => entry.tag !== name))
  await work()
  await writeFile(path, whole)
}
