import { createRequire } from 'node:module'
import { assertNever } from '../../core/never.ts'
import { isOfDrizzle0 } from './find-migrator.ts'
import { type MigratorAnswer, MigratorTask } from './migrator.ts'

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
  process.once('message', (message) => {
    const answer = run(MigratorTask.parse(message)).catch(failure)
    void answer.then((said) => process.send?.(said))
  })
}

async function run(task: MigratorTask): Promise<MigratorAnswer> {
  const { migrator, migrations, ledger } = task
  const require = createRequire(migrator.paths.migrator)
  const drizzle = memberOf(require(migrator.paths.drizzle), 'drizzle')
  const migrate = memberOf(require(migrator.paths.migrator), 'migrate')
  const { client, end } = await connect(require(migrator.paths.driver), task)
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
  } finally {
    await end()
  }
}

interface Opened {
  readonly client: unknown
  readonly end: () => Promise<unknown>
}

/** A client of the driver's, with one connection: two could not see each other's transaction. */
async function connect(
  driver: unknown,
  { migrator, href, applicationName }: MigratorTask,
): Promise<Opened> {
  switch (migrator.driver) {
    case 'pg': {
      const client: unknown = Reflect.construct(memberOf(driver, 'Client'), [
        { connectionString: named(href, applicationName) },
      ])
      // Otherwise a connection that breaks ends the process before it can say so.
      await call(client, 'on', 'error', () => undefined)
      await call(client, 'connect')
      return { client, end: () => call(client, 'end') }
    }
    case 'postgres': {
      if (!isFunction(driver)) throw new Error('The package postgres exports no function.')
      const client: unknown = driver(named(href, undefined), {
        max: 1,
        connection: { application_name: applicationName },
        onnotice: () => undefined,
      })
      return { client, end: () => call(client, 'end', { timeout: 5 }) }
    }
    case 'neon-serverless': {
      const client: unknown = Reflect.construct(memberOf(driver, 'Pool'), [
        { connectionString: named(href, applicationName), max: 1 },
      ])
      await call(client, 'on', 'error', () => undefined)
      return { client, end: () => call(client, 'end') }
    }
    case 'neon-http':
      return { client: memberOf(driver, 'neon')(href), end: async () => undefined }
    default:
      return assertNever(migrator.driver)
  }
}

/** The connection string under another application's name, or under none. */
function named(href: string, applicationName: string | undefined): string {
  const url = new URL(href)
  url.searchParams.delete('application_name')
  if (applicationName !== undefined) url.searchParams.set('application_name', applicationName)
  return url.href
}

type AnyFunction = (...args: readonly unknown[]) => unknown

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function'
}

function memberOf(value: unknown, name: string): AnyFunction {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  const member: unknown = isObject ? Reflect.get(value, name) : undefined
  if (isFunction(member)) return member
  throw new Error(`The package that is installed exports no ${name}, as Drizzle 0.45 and 1.0 need.`)
}

async function call(client: unknown, name: string, ...args: readonly unknown[]): Promise<unknown> {
  return Reflect.apply(memberOf(client, name), client, args)
}

/** Drizzle names the statement, and what caused it says why. */
function failure(error: unknown): Extract<MigratorAnswer, { status: 'failed' }> {
  const messages: string[] = []
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
    messages.push(`${cause.message}${code}`)
  }
  const words = messages.length === 0 ? [String(error)] : messages.toReversed()
  return { status: 'failed', words: words.join('\n').slice(0, 4000) }
}
