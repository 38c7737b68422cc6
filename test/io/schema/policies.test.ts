import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogWithin } from '../../support/postgres-catalog.ts'
import { differencesBetween, inShort } from '../../support/postgres-differences.ts'
import { startPostgres, type Postgres } from '../../support/postgres.ts'

/** A policy that is `TO current_user` is so for whoever migrates: another role in each database. */

describe.for([15, 18] as const)('a policy for who migrates on PostgreSQL %i', (version) => {
  let server: Postgres
  let client: Client
  beforeAll(async () => {
    server = await startPostgres(version)
    client = new Client({ connectionString: await server.createDatabase() })
    await client.connect()
    await client.query(
      'CREATE ROLE deployer; CREATE ROLE reader; GRANT ALL ON SCHEMA public TO deployer',
    )
  })
  afterAll(async () => {
    await client.end()
    await server.stop()
  })

  async function madeBy(role: string, change = '') {
    await client.query(`BEGIN; SET LOCAL ROLE ${role}; CREATE TABLE kept ();
      CREATE POLICY mine ON kept TO current_user, reader; ${change}`)
    const catalog = await catalogWithin(client)
    await client.query('ROLLBACK')
    return catalog
  }

  test('is the same, whoever that is', async () => {
    const [ours, theirs] = [await madeBy('postgres'), await madeBy('deployer')]
    expect(differencesBetween(ours, theirs)).toEqual([])
    expect(differencesBetween(theirs, ours)).toEqual([])
  })

  test.for(['reader', 'current_user', 'deployer', 'public'])('is another one to %s', async (to) => {
    const changed = await madeBy('postgres', `ALTER POLICY mine ON kept TO ${to}`)
    const found = differencesBetween(await madeBy('deployer'), changed)
    expect(found.map(inShort)).toEqual(['changed policy mine: to'])
  })

  test('and it names the owner by chance: is the same', async () => {
    const named = await madeBy('postgres', 'ALTER POLICY mine ON kept TO deployer, reader')
    expect(differencesBetween(named, await madeBy('deployer'))).toEqual([])
  })

  test('is another one once the table is given away', async () => {
    const given = await madeBy('deployer', 'RESET ROLE; ALTER TABLE kept OWNER TO reader')
    const found = differencesBetween(await madeBy('postgres'), given)
    expect(found.map(inShort)).toEqual(['changed policy mine: to'])
  })
})
