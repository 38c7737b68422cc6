import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { certificateFor } from '../support/certificate.ts'
import { stageOf } from '../support/controlled-run.ts'
import { oneLine } from '../support/one-line.ts'
import { startPostgres } from '../support/postgres.ts'

/** A connection string that Driftwatch, as psql, gets in with, and the project's driver does not. */

const certificate = await certificateFor('localhost')
const folder = await mkdtemp('/tmp/hba-')
const hba = join(folder, 'pg_hba.conf')
await writeFile(hba, 'hostssl all app all scram-sha-256\nhost all postgres all scram-sha-256\n')
await chmod(folder, 0o755)
const { certFile, keyFile } = certificate
const encrypted = await startPostgres(17, {
  settings: { ssl: 'on', ssl_cert_file: certFile, ssl_key_file: keyFile, hba_file: hba },
})
await encrypted.query("CREATE ROLE app SUPERUSER LOGIN PASSWORD 'hunter2-Secret'")
const plain = await startPostgres(17)
await plain.query("CREATE ROLE app SUPERUSER LOGIN PASSWORD 'hunter2-Secret'")
afterAll(async () => {
  await encrypted.stop()
  await plain.stop()
  await certificate.remove()
  await rm(folder, { recursive: true })
})

test.for([
  { driver: 'pg', mode: '', server: 'encrypted', says: 'Add sslmode=require' },
  { driver: 'postgres', mode: '', server: 'encrypted', says: 'Add sslmode=require' },
  {
    driver: 'pg',
    mode: '?sslmode=require',
    server: 'encrypted',
    says: "does not trust the server's certificate: with sslmode=require, pg checks it",
  },
  {
    driver: 'postgres',
    mode: `?sslmode=verify-ca&sslrootcert=${certFile}`,
    server: 'encrypted',
    says: 'NODE_EXTRA_CA_CERTS',
  },
  {
    driver: 'pg',
    mode: '?sslmode=prefer',
    server: 'plain',
    says: 'Write sslmode=disable',
  },
  { driver: 'pg', mode: '?sslmode=require&uselibpqcompat=true', server: 'encrypted' },
  { driver: 'postgres', mode: '?sslmode=require', server: 'encrypted' },
])('$driver, $server server, "$mode"', async ({ driver, mode, server, says }) => {
  const postgres = server === 'plain' ? plain : encrypted
  const stage = await stageOf(postgres)
  const hashes = await stage.hashes()
  const database = new URL(stage.url).pathname.slice(1)
  const url = postgres.url(database, { name: 'app', password: 'hunter2-Secret' }) + mode
  const run = await stage.migrate(['--driver', driver, '--database-url', url])
  const said = oneLine(run.stdout)
  if (says === undefined) {
    expect(said).toMatch(/^PASS/)
    return
  }
  expect(said).toMatch(/^FAIL: 1 migration not applied to app /)
  expect(said).toContain(`${driver} could not connect, though Driftwatch itself could`)
  expect(said).toContain(says)
  expect(said).not.toContain('127.0.0.1')
  expect(run.stdout + run.stderr).not.toContain('hunter2')
  expect(run.exitCode).toBe(1)
  expect(await stage.hashes()).toEqual(hashes)
})
