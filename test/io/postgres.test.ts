import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { UserError } from '../../src/io/errors.ts'
import { openTarget } from '../../src/io/postgres/open-target.ts'
import { postgresBatch, type PostgresOptions } from '../../src/io/postgres/read.ts'
import { readTarget } from '../../src/io/read-target.ts'
import type { RunBatch } from '../../src/io/run-batch.ts'
import { certificateFor } from '../support/certificate.ts'
import { freePort } from '../support/free-port.ts'
import { startPostgres } from '../support/postgres.ts'
import { neonHost, noPatience } from '../support/target-database.ts'

const plain = await startPostgres(18)
const certificate = await certificateFor('localhost')
const stranger = await certificateFor('localhost')
const encrypted = await startPostgres(18, {
  settings: { ssl: 'on', ssl_cert_file: certificate.certFile, ssl_key_file: certificate.keyFile },
})
afterAll(async () => {
  await Promise.all([plain.stop(), encrypted.stop(), certificate.remove(), stranger.remove()])
})

function open(url: string, options: PostgresOptions = {}): RunBatch {
  const connection = parseConnectionString(url, 'DATABASE_URL')
  return postgresBatch(connection, { patience: noPatience, ...options })
}

async function failureOf(run: RunBatch): Promise<unknown> {
  return run([{ text: 'SELECT 1' }]).then(
    () => 'it did not fail',
    (error: unknown) => error,
  )
}

const isEncrypted = { text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' }

describe('sslmode means what it means to psql', () => {
  const root = `sslrootcert=${certificate.certFile}`
  const localhost = encrypted.url().replace('127.0.0.1', 'localhost')
  test.for([
    { name: 'without one, TLS where there is TLS', url: encrypted.url(), answer: 't' },
    { name: 'without one, none where there is none', url: plain.url(), answer: 'f' },
    { name: 'prefer: none where there is none', url: `${plain.url()}?sslmode=prefer`, answer: 'f' },
    { name: 'disable: none', url: `${encrypted.url()}?sslmode=disable`, answer: 'f' },
    {
      name: 'require: TLS with any certificate',
      url: `${encrypted.url()}?sslmode=require`,
      answer: 't',
    },
    {
      name: 'verify-ca: a trusted one, for any host',
      url: `${encrypted.url()}?sslmode=verify-ca&${root}`,
      answer: 't',
    },
    {
      name: 'verify-full: a trusted one for this host',
      url: `${localhost}?sslmode=verify-full&${root}`,
      answer: 't',
    },
  ])('$name', async ({ url, answer }) => {
    expect(await open(url)([isEncrypted])).toEqual([[[answer]]])
  })

  test.for([
    {
      name: 'require, without TLS',
      url: `${plain.url()}?sslmode=require`,
      says: 'The server has no TLS',
    },
    {
      name: 'verify-ca, without trust',
      url: `${encrypted.url()}?sslmode=verify-ca`,
      says: 'certificate is not trusted',
    },
    {
      name: 'verify-full, for another host',
      url: `${encrypted.url()}?sslmode=verify-full&${root}`,
      says: 'certificate is not trusted, or is for another host',
    },
    {
      name: 'require, with an authority that did not sign',
      url: `${encrypted.url()}?sslmode=require&sslrootcert=${stranger.certFile}`,
      says: 'certificate is not trusted',
    },
    {
      name: 'verify-full, with the trust of the system',
      url: `${localhost}?sslmode=verify-full&sslrootcert=system`,
      says: 'certificate is not trusted',
    },
  ])('refuses $name', async ({ url, says }) => {
    expect(await failureOf(open(url))).toMatchObject({
      reason: 'unreachable',
      retry: false,
      message: expect.stringContaining(says),
    })
  })

  test.for([
    { name: 'a mode that is none', query: 'sslmode=secret', says: 'has an sslmode that' },
    {
      name: 'a certificate that is not there',
      query: 'sslmode=verify-full&sslrootcert=/secret',
      says: 'sslrootcert',
    },
  ])('is told of $name', async ({ query, says }) => {
    const error = await failureOf(open(`${plain.url()}?${query}`))
    expect(error).toBeInstanceOf(UserError)
    expect(String(error)).toContain(says)
    expect(inspect(error)).not.toContain('secret')
  })
})

describe('a server that cannot be read', () => {
  const foreign = /secret|127\.0\.0\.1|postgres(ql)?:\/\//

  test('is refused', async () => {
    const url = `postgres://secret-user:secret-pw@127.0.0.1:${await freePort()}/secret-db`
    const error = await failureOf(open(url))
    expect(error).toMatchObject({ reason: 'unreachable' })
    expect(inspect(error, { depth: 9 })).not.toMatch(foreign)
  })

  test('has a name that nobody knows', async () => {
    const error = await failureOf(open('postgres://secret-user:secret-pw@secret.invalid/secret-db'))
    expect(error).toMatchObject({ reason: 'unreachable', message: expect.stringContaining('name') })
    expect(inspect(error, { depth: 9 })).not.toMatch(foreign)
  })

  test('asks for a password, and there is none', async () => {
    const url = `postgres://secret-user@127.0.0.1:${plain.port}/postgres`
    const error = await failureOf(open(url))
    expect(error).toMatchObject({ reason: 'wrong-password' })
    expect(inspect(error, { depth: 9 })).not.toMatch(foreign)
  })

  test.for([
    { name: 'says nothing', answer: undefined },
    { name: 'hangs up', answer: '' },
    { name: 'speaks another protocol', answer: 'HTTP/1.1 400 Bad Request\r\n\r\nsecret' },
  ])('$name', async ({ answer }) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      if (answer !== undefined) socket.once('data', () => socket.end(answer))
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    const port = await freePort()
    server.listen(port, '127.0.0.1', resolve)
    await promise
    const url = `postgres://secret-user:secret-pw@127.0.0.1:${port}/secret-db?sslmode=disable`
    const error = await failureOf(open(url, { timeoutsMs: [200, 100] }))
    server.close()
    expect(error).toMatchObject({ reason: 'unreachable' })
    expect(inspect(error, { depth: 9 })).not.toMatch(foreign)
  })

  test('does not finish', async () => {
    const run = open(plain.url(), { timeoutsMs: [2000] })
    await expect(run([{ text: 'SELECT pg_sleep(30)' }])).rejects.toMatchObject({
      reason: 'timeout',
    })
  })

  test('goes away in the middle', async () => {
    const run = open(plain.url(), { timeoutsMs: [5000] })
    const end = 'SELECT pg_terminate_backend(pg_backend_pid())'
    await expect(run([{ text: end }])).rejects.toMatchObject({ reason: 'unreachable' })
  })
})

describe('openTarget', () => {
  test('reads over HTTP only what Neon has', async () => {
    const away = { timeoutsMs: [500], patience: noPatience } as const
    const neon = parseConnectionString(`postgres://u:p@${neonHost}/d`, 'DATABASE_URL')
    const endpoint = `http://127.0.0.1:${await freePort()}/sql`
    const observation = await readTarget(
      openTarget(neon, { ...away, endpoint }),
      defaultLedgerTable,
    )
    expect(observation).toMatchObject({ message: expect.stringContaining('neonstatus') })

    const other = parseConnectionString(plain.url(), 'DATABASE_URL')
    expect(await readTarget(openTarget(other), defaultLedgerTable)).toMatchObject({
      status: 'read',
    })
  })
})
