import type { neon, neonConfig } from '@neondatabase/serverless'
import type { ArrivedResponse } from './neon-exchange.ts'
import type { Query } from './run-batch.ts'

/** What is used of `@neondatabase/serverless`. */
export interface NeonDriver {
  readonly neon: typeof neon
  readonly neonConfig: Pick<typeof neonConfig, 'fetchFunction'>
}

/**
 * Runs statements through the driver as one read-only transaction, and gives back what the driver
 * makes of the answer. `ask` makes the one request that this takes.
 */
export function transact(
  driver: NeonDriver,
  href: string,
  queries: readonly Query[],
  ask: (url: string, init: RequestInit) => Promise<ArrivedResponse>,
): Promise<unknown> {
  const sql = driver.neon(href, { disableWarningInBrowsers: true })
  const batch = queries.map(({ text, params = [] }) =>
    sql.query(text, [...params], { types: rawText }),
  )
  return withFetch(driver, ask, () =>
    sql.transaction(batch, {
      readOnly: true,
      isolationLevel: 'RepeatableRead',
      arrayMode: true,
      fullResults: true,
    }),
  )
}

/** Values as PostgreSQL wrote them: a number would be rounded, and a date moved. */
const rawText = { getTypeParser: () => (text: unknown) => text }

/**
 * The driver looks at its settings, which are global, when a call begins. So they are ours for that
 * moment only, and an application that uses the driver itself keeps its own.
 */
function withFetch<T>(
  { neonConfig }: NeonDriver,
  ask: typeof neonConfig.fetchFunction,
  call: () => Promise<T>,
): Promise<T> {
  const before: unknown = neonConfig.fetchFunction
  neonConfig.fetchFunction = ask
  try {
    return call()
  } finally {
    neonConfig.fetchFunction = before
  }
}
