import { afterAll, expect, onTestFinished, test } from 'vitest'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { postgresBatch } from '../../src/io/postgres/read.ts'
import { readTarget } from '../../src/io/read-target.ts'
import { linesInTwoPart } from '../../src/io/schema-in-two.ts'
import { startPooler } from '../support/pooler.ts'
import { startPostgres } from '../support/postgres.ts'

const postgres = await startPostgres(17)
afterAll(() => postgres.stop())

const ledger = { schema: 'drizzle', table: '__drizzle_migrations' }

test.for([1, 2])('a pooler of %i sessions: read in time', { timeout: 15_000 }, async (size) => {
  const url = await postgres.createDatabase()
  const pooler = await startPooler(url, { size })
  onTestFinished(() => pooler.stop())
  // Longer than the test may take: a second session that never comes would use it up.
  const read = postgresBatch(parseConnectionString(pooler.url, 'url'), { timeoutsMs: [60_000] })
  const observation = await readTarget(read, ledger, linesInTwoPart)
  expect(observation).toMatchObject({ status: 'read', schema: { status: 'read' } })
})
