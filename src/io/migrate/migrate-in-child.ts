import { createRequire } from 'node:module'
import { isLockTimeout, wordsOf, wordsOfConnecting } from './driver-failure.ts'
import { isOfDrizzle0 } from './find-migrator.ts'
import { Migrator, type MigratorAnswer, MigratorTask } from './migrator.ts'
import { memberOf, openDriver, type Opened } from './open-driver.ts'

/** Runs the one migrator that the parent process names. */
export function migrateInChild(): void {
  // Nobody holds the lock any more. What is not committed is rolled back with the connection.
  process.once('disconnect', () => process.exit())
  // A terminal sends them to the whole group; the parent decides what becomes of this process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => undefined)
  }
  // postgres.js throws where nobody can catch it when its connection breaks at the wrong moment.
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', (error) => {
    const { words } = failure(error)
    process.send?.({ status: 'failed', words: `The driver ended without an answer: ${words}` })
  })
  // The parent may have gone while this was loaded.
  if (!process.connected) process.exit()
  process.on('message', (message) => {
    const { success, data } = Migrator.safeParse(message)
    if (success) return loadAhead(data)
    const answer = run(MigratorTask.parse(message)).catch(failure)
    void answer.then((said) => process.send?.(said))
  })
}

/** While the parent rehearses. */
function loadAhead({ paths }: Migrator): void {
  const require = createRequire(paths.migrator)
  try {
    for (const path of [paths.driver, paths.drizzle, paths.migrator]) require(path)
  } catch {
    // What cannot be loaded is told when it is to run.
  }
}

async function run(task: MigratorTask): Promise<MigratorAnswer> {
  const { migrator, migrations, ledger } = task
  const require = createRequire(migrator.paths.migrator)
  const drizzle = memberOf(require(migrator.paths.drizzle), 'drizzle')
  const migrate = memberOf(require(migrator.paths.migrator), 'migrate')
  const driver: unknown = require(migrator.paths.driver)
  const opened = await openAndSet(driver, task).catch((error: unknown) => ({
    words: wordsOfConnecting(error, migrator.driver, task.href),
  }))
  if ('words' in opened) return { status: 'failed', words: opened.words }
  const { client, end } = opened
  try {
    const isOld = isOfDrizzle0(migrator.versions.drizzle)
    const database: unknown = isOld ? drizzle(client) : drizzle({ client })
    const startedAt = performance.now()
    await migrate(database, {
      migrationsFolder: migrations,
      migrationsSchema: ledger.schema,
      migrationsTable: ledger.table,
    })
    return { status: 'done', ms: performance.now() - startedAt }
  } catch (error) {
    return failure(error)
  } finally {
    // A connection that broke may fail once more; what was said first counts.
    await end().catch(() => undefined)
  }
}

/** Connects, so that what fails here is known to have run nothing. */
async function openAndSet(driver: unknown, task: MigratorTask): Promise<Opened> {
  const opened = await openDriver(driver, task)
  await opened.ask?.(lockTimeoutSql(task.lockTimeoutMs))
  return opened
}

/** Long enough for what the application does in between, and short enough for it to wait. */
const usualLockTimeoutMs = 5000

/**
 * A statement that waits for a lock lets nobody else pass who comes after it, not even to read. By
 * SET and not by the connection string's `options`, which not every driver and proxy passes on.
 */
function lockTimeoutSql(askedMs: number | undefined): string {
  const set = (ms: number) => `SELECT pg_catalog.set_config('lock_timeout', '${ms}', false)`
  if (askedMs !== undefined) return set(askedMs)
  // The role or the database may have one of its own.
  return `${set(usualLockTimeoutMs)} WHERE pg_catalog.current_setting('lock_timeout') = '0'`
}

function failure(error: unknown): Extract<MigratorAnswer, { status: 'failed' }> {
  return { status: 'failed', words: wordsOf(error), isLockTimeout: isLockTimeout(error) }
}
