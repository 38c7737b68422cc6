import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { hasLock, migratorsIn, takeLock } from '../../src/io/migrate/migration-lock.ts'
import { refuseTransactionPooler } from '../../src/io/migrate/refuse-pooler.ts'
import { openSession } from '../../src/io/migrate/session.ts'
import { startPostgres } from '../support/postgres.ts'

const postgres = await startPostgres(17, {
  // All that would end the session of a long run.
  settings: {
    idle_in_transaction_session_timeout: '300ms',
    transaction_timeout: '300ms',
    idle_session_timeout: '300ms',
    default_transaction_isolation: 'serializable',
  },
})
afterAll(() => postgres.stop())

const url = await postgres.createDatabase()
const database = new URL(url).pathname.slice(1)
const connection = parseConnectionString(url, 'url')
const ask = (sql: string) => postgres.query(sql, undefined, database)
await ask('CREATE TABLE t (a int); INSERT INTO t VALUES (1)')

async function opened(name: string) {
  const session = await openSession(connection, name)
  onTestFinished(() => session.close())
  return session
}

test('a session keeps its lock for as long as it is open, and no other', async () => {
  const session = await opened('the run')
  expect(await takeLock(session)).toBe('taken')
  expect(await session.ask('SELECT a::text FROM public.t WHERE a::text = $1', ['1'])).toEqual([
    ['1'],
  ])
  await expect(session.ask('SELECT * FROM nothing')).rejects.toThrow('42P01')
  // Longer than each of the server's timeouts.
  await sleep(700)
  expect(await hasLock(session)).toBe(true)
  const locks = await ask(
    "SELECT locktype FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE application_name = 'the run'",
  )
  expect(new Set(locks.map(({ locktype }) => locktype))).toEqual(
    new Set(['advisory', 'virtualxid']),
  )
  // Vacuum is not held back.
  expect(
    await ask(
      "SELECT backend_xmin, backend_xid FROM pg_stat_activity WHERE application_name = 'the run'",
    ),
  ).toEqual([{ backend_xmin: null, backend_xid: null }])
  expect(await takeLock(await opened('another'))).toMatchObject({ applicationName: 'the run' })
})

test('a session sees who comes and goes', async () => {
  const session = await opened('the run')
  expect(await migratorsIn(session)).toEqual([])
  const migrator = await openSession(connection, 'driftwatch migrator 1')
  expect(await migratorsIn(session)).toMatchObject([{ applicationName: 'driftwatch migrator 1' }])
  await migrator.close()
  expect(await migratorsIn(session)).toEqual([])
})

test('a server itself is no pooler', async () => {
  await expect(refuseTransactionPooler(connection)).resolves.toBeUndefined()
})
