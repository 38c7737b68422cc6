import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { progressOn } from '../../src/cli/progress.ts'
import { readManifest } from '../../src/cli/published.ts'
import { journalFiles, makeFolder } from '../support/folder.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

const history = {
  '0000_init': 'CREATE TABLE a (id int PRIMARY KEY, name text);\n',
  '0001_policy': 'CREATE POLICY p ON a TO app USING (true);',
}
const prelude = 'CREATE ROLE app;'

function makeProject(sql: Readonly<Record<string, string>>) {
  const files = Object.entries(journalFiles(sql)).map(([path, text]) => [`drizzle/${path}`, text])
  return makeFolder({ ...Object.fromEntries(files), 'roles.sql': prelude })
}

const make = ['manifest', '--migrations', 'drizzle', '--out', 'app.json']

describe('driftwatch manifest', () => {
  test('replays the migrations, and says what they come to; twice the same', async () => {
    const root = await makeProject(history)
    const texts: string[] = []
    for (let time = 0; time < 2; time += 1) {
      const { exitCode, stdout, stderr } = await runCli(root, [...make, '--prelude', 'roles.sql'])
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      expect(stdout).toMatch(
        /^ {2}schema: 1 table, 2 columns, 0 indexes and 2 other objects, replayed in \d+\.\d s on PostgreSQL 18\.\d+$/m,
      )
      texts.push(await readFile(join(root, 'app.json'), 'utf8'))
    }
    expect(texts[0]).toBe(texts[1])
    // One step a line.
    expect(texts[0]).toMatch(/^ {6}"\+policy\\tpublic\\ta\\tp\\t.*"$/m)
    const { schema } = await readManifest(join(root, 'app.json'))
    expect(schema).toMatchObject({ covered: true, catalogVersion: 1, steps: { length: 2 } })
  })

  test('writes nothing where a migration cannot be replayed', async () => {
    const root = await makeProject(history)
    const { exitCode, stdout, stderr } = await runCli(root, make)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^driftwatch: drizzle\/0001_policy\.sql cannot be replayed/)
    expect(stderr).toContain('role "app" does not exist')
    expect(await readdir(root)).not.toContain('app.json')
  })

  test.for([
    { name: 'a prelude that is not there', args: ['--prelude', 'no.sql'], says: 'no.sql' },
    {
      name: 'a replay of no schema',
      args: ['--ledger-only', '--prelude', 'roles.sql'],
      says: 'cannot be used with',
    },
    {
      name: 'no connection string',
      args: ['--replay-on', 'localhost'],
      says: '--replay-on does not start',
    },
  ])('refuses $name', async ({ args, says }) => {
    const root = await makeProject(history)
    const { exitCode, stderr } = await runCli(root, [...make, ...args])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(says)
  })
})

describe('driftwatch manifest --replay-on', () => {
  let server: Postgres
  beforeAll(async () => {
    server = await startPostgres(16)
  })
  afterAll(() => server.stop())

  const everything = () =>
    server.query(
      `SELECT (SELECT array_agg(datname::text ORDER BY 1) FROM pg_database) AS databases,
         (SELECT array_agg(rolname::text ORDER BY 1) FROM pg_roles) AS roles`,
    )

  test('replays there, and leaves nothing behind', async () => {
    const root = await makeProject(history)
    const before = await everything()
    const args = [...make, '--prelude', 'roles.sql', '--replay-on', server.url()]
    const { exitCode, stdout, stderr } = await runCli(root, args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain('on PostgreSQL 16.')
    expect(await everything()).toEqual(before)
  })

  test('takes a role that is there, and leaves it', async () => {
    await server.query('CREATE ROLE authenticated; CREATE ROLE app')
    const root = await makeProject(history)
    const before = await everything()
    expect((await runCli(root, [...make, '--replay-on', server.url()])).exitCode).toBe(0)
    expect(await everything()).toEqual(before)
    await server.query('DROP ROLE authenticated; DROP ROLE app')
  })

  test('leaves nothing behind where a migration fails, or the user may not create databases', async () => {
    const root = await makeProject({ '0000_role': 'CREATE ROLE own;', '0001_bad': 'nonsense' })
    const before = await everything()
    const failed = await runCli(root, [...make, '--replay-on', server.url()])
    expect(failed.stderr).toContain('0001_bad.sql cannot be replayed')
    expect(await everything()).toEqual(before)

    const role = { name: 'nobody_much', password: 'a-secret-password' }
    await server.query(`CREATE ROLE nobody_much LOGIN PASSWORD '${role.password}'`)
    const refused = await runCli(root, [...make, '--replay-on', server.url('postgres', role)])
    expect(refused.stderr).toContain('CREATEDB')
    expect(refused.stderr).not.toContain(role.password)
    await server.query('DROP ROLE nobody_much')
    expect(await everything()).toEqual(before)
  })

  test.for([
    { name: 'it is interrupted', signals: ['SIGINT'] },
    // Two of one kind may arrive as one; `timeout` sends such, to the process and to its group.
    { name: 'it is told twice at once', signals: ['SIGINT', 'SIGTERM'] },
  ] as const)('leaves nothing behind when $name', async ({ signals }) => {
    const root = await makeProject({
      '0000_role': 'CREATE ROLE own; CREATE TABLE a (); GRANT SELECT ON a TO own;',
      '0001_slow': 'SELECT pg_sleep(600);',
    })
    const before = await everything()
    const entry = new URL('../../src/cli/index.ts', import.meta.url).pathname
    const child = spawn(process.execPath, [entry, ...make, '--replay-on', server.url()], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (text) => {
      stderr += String(text)
    })
    const ended = new Promise((resolve) => child.once('close', resolve))
    const isAsleep = `SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()`
    while ((await server.query(isAsleep)).length === 0) expect(child.exitCode).toBeNull()
    for (const signal of signals) child.kill(signal)
    expect(await ended).toBe(2)
    // Of two at once, the system says which comes first.
    expect(signals.map((signal) => `driftwatch: stopped by ${signal}\n`)).toContain(stderr)
    expect(await everything()).toEqual(before)
  })

  test('never shows the password', async () => {
    const root = await makeProject(history)
    const url = `postgresql://somebody:a-secret-password@127.0.0.1:${server.port}/postgres`
    const { exitCode, stdout, stderr } = await runCli(root, [...make, '--replay-on', url])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('refused the user name or the password')
    expect(stderr).not.toContain('secret')
  })
})

describe('the progress of a replay', () => {
  function shownOn(terminal: { isTTY: boolean; columns?: number }) {
    const written: string[] = []
    let now = 0
    const progress = progressOn({ ...terminal, write: (text) => written.push(text) }, () => now)
    progress.show('Starting')
    for (let done = 0; done < 100; done += 1) {
      now += 10
      progress.show(
        `${done} of 100: drizzle/0000_a_name_that_is_${'long_'.repeat(20)}.sql`,
        done / 100,
      )
    }
    progress.end()
    return written
  }

  test('is one line of a terminal, not written more often than it is read', () => {
    const written = shownOn({ isTTY: true, columns: 60 })
    expect(written.length).toBeLessThan(25)
    for (const text of written) {
      expect(text.startsWith('\r\u001B[K')).toBe(true)
      expect(text.slice('\r\u001B[K'.length).length).toBeLessThan(60)
      expect(text).not.toContain('\n')
    }
    expect(written.at(-1)).toBe('\r\u001B[K')
  })

  test('is nothing where there is no terminal', () => {
    expect(shownOn({ isTTY: false })).toEqual([])
  })
})
