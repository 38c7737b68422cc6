import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { formatAllowances } from '../../src/io/allowances.ts'
import { canonicalMigration, history, orphan, writeMigrations } from '../story/migrations.ts'
import type { StoryMigration } from '../story/migrations.ts'
import { makeFolder } from './folder.ts'
import { allowanceOf } from './history.ts'
import type { Postgres } from './postgres.ts'
import { readProof } from './proof.ts'
import { type CliRun, nodeFlags, runCli } from './run-cli.ts'
import { runMigrator } from './drizzle-migrate.ts'
import { MigrationHash } from '../../src/core/migration.ts'

const root = new URL('../..', import.meta.url).pathname

/** The Drizzle that a project has: 0.45 with a journal, or 1.0 with folders. */
export type Drizzle = '0.45' | '1.0'

/** A project with its database, which has two tenants with rows, and one migration to run. */
export interface Stage {
  readonly folder: string
  readonly url: string
  readonly ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Makes the folder declare these. */
  readonly declare: (migrations: readonly StoryMigration[]) => Promise<void>
  readonly migrate: (args?: readonly string[], env?: Env) => Promise<CliRun>
  readonly read: (file: string) => Promise<string>
  /** What the tenants have, and what the ledger says. */
  readonly data: () => Promise<string>
  readonly hashes: () => Promise<readonly string[]>
}
export type Env = Readonly<Record<string, string | undefined>>

export interface StageOptions {
  readonly drizzle?: Drizzle
  readonly applied?: readonly StoryMigration[]
  readonly pending?: readonly StoryMigration[]
  /** Packages that are installed besides drizzle-orm. */
  readonly packages?: readonly string[]
  /** Whether the ledger has a row that nobody can name. */
  readonly orphan?: boolean
}

export async function stageOf(postgres: Postgres, options: StageOptions = {}): Promise<Stage> {
  const { drizzle = '0.45', applied = history, pending = [canonicalMigration] } = options
  const folder = await makeFolder({ 'migrations-manifest/': '' })
  await install(folder, drizzle, options.packages ?? ['pg', 'postgres', '@neondatabase/serverless'])
  const url = await postgres.createDatabase()
  const database = new URL(url).pathname.slice(1)
  const ask: Stage['ask'] = (sql) => postgres.query(sql, undefined, database)
  const migrations = join(folder, 'drizzle')
  const declare: Stage['declare'] = (all) =>
    drizzle === '1.0' ? writeFolders(migrations, all) : writeMigrations(migrations, all)
  await declare(applied)
  await runMigrator(drizzle === '1.0' ? '1.0' : '0.31', url, migrations)
  await ask(tenantsSql)
  if (options.orphan !== false) {
    await ask(
      `INSERT INTO drizzle.__drizzle_migrations (id, hash, created_at) VALUES (100, '${orphan.hash}', ${orphan.createdAt})`,
    )
    const allowance = allowanceOf(MigrationHash.parse(orphan.hash), { reason: 'legacy' })
    await writeFile(
      join(folder, 'migrations-manifest', 'allowances.json'),
      formatAllowances([allowance]),
    )
  }
  await declare([...applied, ...pending])
  const stage: Stage = {
    folder,
    url,
    ask,
    declare,
    migrate: async (args = [], env = {}) => {
      const all = ['migrate', '--migrations', 'drizzle', ...args]
      const run = await runCli(folder, all, { ...calm, ...env, DATABASE_URL: url })
      // Whatever became of the run, what it leaves as JSON is by the published schema.
      if (args.includes('proof.json')) await stage.read('proof.json')
      return run
    },
    async read(file) {
      const text = await readFile(join(folder, file), 'utf8')
      if (file.endsWith('.json')) readProof(text)
      return text
    },
    data: async () => JSON.stringify(await ask(dataSql)),
    hashes: async () =>
      (await ask('SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at, id')).map(
        ({ hash }) => String(hash),
      ),
  }
  return stage
}

/** Nothing of the developer's or the CI system's own gets into a proof. */
const calm: Env = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GITHUB_ACTOR: 'octocat',
}

const tenantsSql = `
  INSERT INTO tenants (name, slug) VALUES ('North', 'north'), ('South', 'south');
  INSERT INTO users (tenant_id, email) SELECT t.id, n || '@example.com' FROM tenants t, generate_series(1, 500) n;
  INSERT INTO intake_clarifications (tenant_id, asked_by, question)
    SELECT u.tenant_id, u.id, 'Why ' || u.email FROM users u;`
const dataSql = `
  SELECT (SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM tenants t) AS tenants,
    (SELECT md5(string_agg(u::text, '' ORDER BY id)) FROM users u) AS users,
    (SELECT md5(string_agg(concat(c.id, c.tenant_id, c.question), '' ORDER BY id)) FROM intake_clarifications c) AS questions`

async function install(folder: string, drizzle: Drizzle, packages: readonly string[]) {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '@neondatabase'), { recursive: true })
  const orm = drizzle === '1.0' ? 'test/drizzle-1.0/node_modules' : 'node_modules'
  for (const name of ['drizzle-orm', ...packages]) {
    const from = name === 'drizzle-orm' ? orm : 'node_modules'
    await symlink(join(root, from, name), join(modules, name))
  }
}

async function writeFolders(folder: string, migrations: readonly StoryMigration[]) {
  for (const { tag, when, sql } of migrations) {
    const prefix = new Date(when).toISOString().replaceAll(/\D/g, '').slice(0, 14)
    const path = join(folder, `${prefix}_${tag.replace(/^\d+_/, '')}`)
    await mkdir(path, { recursive: true })
    await writeFile(join(path, 'migration.sql'), sql)
  }
}

/** A migration after all of the story's. */
export function later(tag: string, sql: string, minutes = 1): StoryMigration {
  return { tag, when: canonicalMigration.when + minutes * 60_000, sql }
}

/** A run that a test can interrupt. */
export interface Running {
  readonly pid: number
  /** Ends with the run. */
  readonly done: Promise<CliRun>
  readonly kill: (signal: NodeJS.Signals) => void
  /** The process in which the migrator runs. */
  readonly migratorPid: () => number
}

const entries = {
  cli: join(root, 'src/cli/index.ts'),
  test: join(root, 'test/support/migrate-entry.ts'),
} as const

/** `piped`: into a program that reads nothing. `terminal`: in one that a test can take away. */
export function startRun(
  { folder, url }: Stage,
  entry: keyof typeof entries | 'piped' | 'terminal',
  args: readonly string[],
  env: Env = {},
): Running {
  const [program, ...words] = commandOf(entry, args)
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...process.env, ...calm, NO_COLOR: '1', ...env, DATABASE_URL: url },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    pid: child.pid ?? 0,
    done: ended(child),
    kill: (signal) => void child.kill(signal),
    migratorPid: () =>
      Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()),
  }
}

function commandOf(
  entry: Parameters<typeof startRun>[1],
  args: readonly string[],
): readonly [string, ...string[]] {
  if (entry === 'cli' || entry === 'test') {
    return [process.execPath, ...nodeFlags, entries[entry], ...args]
  }
  const command = ['exec', process.execPath, entries.cli, ...args].join(' ')
  return entry === 'piped'
    ? ['bash', '-o', 'pipefail', '-c', `(${command}) | true`]
    : ['script', '-qefc', command, '/dev/null']
}

async function ended(child: ChildProcess): Promise<CliRun> {
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()))
  const { promise, resolve } = Promise.withResolvers<CliRun>()
  child.on('close', (code) => resolve({ exitCode: code ?? undefined, stdout, stderr }))
  return promise
}

/** Asks until a query has a row, as often as the database answers. */
export async function until(
  ask: Stage['ask'],
  sql: string,
): Promise<Readonly<Record<string, unknown>>> {
  for (;;) {
    const [row] = await ask(sql)
    if (row !== undefined) return row
  }
}
