import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { catalogOf } from '../../support/postgres-catalog.ts'
import { startPostgres, type Postgres } from '../../support/postgres.ts'

describe.for([15, 18] as const)('REINDEX CONCURRENTLY on PostgreSQL %i', (version) => {
  let server: Postgres
  let url: string
  const clients: Client[] = []
  beforeAll(async () => {
    server = await startPostgres(version)
    url = await server.createDatabase('app')
    await server.query('CREATE TABLE users (id int PRIMARY KEY)', undefined, 'app')
  })
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()))
    await server.stop()
  })

  async function connected(): Promise<Client> {
    const client = new Client({ connectionString: url })
    clients.push(client)
    await client.connect()
    return client
  }

  const copies = () =>
    server.query(
      "SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname ~ '_ccnew$' AND NOT i.indisvalid",
      undefined,
      'app',
    )

  test('makes no difference while it goes on, and one where it left its copy behind', async () => {
    const before = await catalogOf(url)
    const [writer, worker] = [await connected(), await connected()]
    await writer.query('BEGIN; INSERT INTO users VALUES (1)')
    const done = worker.query('REINDEX TABLE CONCURRENTLY users')
    done.catch(() => undefined)
    await vi.waitFor(async () => expect(await copies()).toHaveLength(1))
    expect((await catalogOf(url)).text).toBe(before.text)

    await server.query('SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query ~ $1', [
      '^REINDEX',
    ])
    await expect(done).rejects.toThrow('canceling')
    await writer.query('COMMIT')
    expect(await copies()).toHaveLength(1)
    const { lines } = await catalogOf(url)
    expect(lines.filter((line) => !before.lines.includes(line))).toEqual([
      expect.stringMatching(/^index\tpublic\tusers\tusers_pkey_ccnew\t.*valid=no$/),
    ])
  })
})
