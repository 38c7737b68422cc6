import { join } from 'node:path'
import { runMigrator } from './drizzle-migrate.ts'
import { addFiles, journalFiles, makeFolder } from './folder.ts'
import type { Postgres } from './postgres.ts'
import { type CliRun, runCli } from './run-cli.ts'

export interface Patched {
  readonly root: string
  readonly url: string
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly codify: (...args: readonly string[]) => Promise<CliRun>
  readonly revert: (...args: readonly string[]) => Promise<CliRun>
}

/** A project with one migration, and a database that has run it and then some SQL by hand. */
export async function handPatched(
  postgres: Postgres,
  declared: string,
  patch: string,
): Promise<Patched> {
  const root = await makeFolder({ 'drizzle/': '' })
  await addFiles(join(root, 'drizzle'), journalFiles({ '0000_all': declared }))
  const url = await postgres.createDatabase()
  await runMigrator('0.31', url, join(root, 'drizzle'))
  const query = (sql: string) => postgres.query(sql, undefined, new URL(url).pathname.slice(1))
  await query(patch)
  const run = (command: string, args: readonly string[]) =>
    runCli(root, [command, '--migrations', 'drizzle', ...args], { DATABASE_URL: url })
  return {
    root,
    url,
    query,
    codify: (...args) => run('codify', args),
    revert: (...args) => run('revert', args),
  }
}
