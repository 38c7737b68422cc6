import { assertNever } from '../../core/never.ts'
import type { MigratorTask } from './migrator.ts'

/** What the project's driver opened. */
export interface Opened {
  /** What Drizzle takes. */
  readonly client: unknown
  /** Runs one statement without parameters; nothing where the driver has no session. */
  readonly ask: ((sql: string) => Promise<unknown>) | undefined
  readonly end: () => Promise<unknown>
}

/** A client of the driver's, with one connection: two could not see each other's transaction. */
export async function openDriver(
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
      return {
        client,
        ask: (sql) => call(client, 'query', sql),
        end: () => call(client, 'end'),
      }
    }
    case 'postgres': {
      if (!isFunction(driver)) throw new Error('The package postgres exports no function.')
      const client: unknown = driver(named(href, undefined), {
        max: 1,
        connection: { application_name: applicationName },
        onnotice: () => undefined,
      })
      return {
        client,
        ask: (sql) => call(client, 'unsafe', sql),
        end: () => call(client, 'end', { timeout: 5 }),
      }
    }
    case 'neon-serverless': {
      const client: unknown = Reflect.construct(memberOf(driver, 'Pool'), [
        { connectionString: named(href, applicationName), max: 1 },
      ])
      await call(client, 'on', 'error', () => undefined)
      return {
        client,
        ask: (sql) => call(client, 'query', sql),
        end: () => call(client, 'end'),
      }
    }
    case 'neon-http':
      return {
        client: memberOf(driver, 'neon')(href),
        ask: undefined,
        end: async () => undefined,
      }
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

/** A function that a package exports or an object has. Throws where it is not there. */
export function memberOf(value: unknown, name: string): AnyFunction {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  const member: unknown = isObject ? Reflect.get(value, name) : undefined
  if (isFunction(member)) return member
  throw new Error(`The package that is installed exports no ${name}, as Drizzle 0.45 and 1.0 need.`)
}

async function call(client: unknown, name: string, ...args: readonly unknown[]): Promise<unknown> {
  return Reflect.apply(memberOf(client, name), client, args)
}
