import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { linesOf } from '../../src/core/schema/catalog-object.ts'
import {
  type DeclaredFolder,
  declareFolder,
  holdAgainst,
  readLive,
} from '../../src/cli/codify/ground.ts'
import { liveFactsOf, type Request } from '../../src/cli/codify/request.ts'
import { revert } from '../../src/cli/codify/revert.ts'
import { codify } from '../../src/cli/codify/run-codify.ts'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { writeAll } from '../../src/io/files/write-all.ts'
import { runMigrator } from '../support/drizzle-migrate.ts'
import { addFiles, journalFiles, makeFolder } from '../support/folder.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { declaredSql, type PatchCase, patchCases } from './codify-cases.ts'

/** Every kind of hand patch becomes a migration that Drizzle itself runs, anywhere. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const files = journalFiles({ '0000_shop': declaredSql })
const extensions = [{ file: 'citext', sql: 'CREATE EXTENSION citext' }]

describe.for([16, 17, 18] as const)('PostgreSQL %i', (version) => {
  let postgres: Postgres
  let declared: DeclaredFolder
  let migrations: string
  beforeAll(async () => {
    postgres = await startPostgres(version)
    migrations = await mkdtemp(join(tmpdir(), 'driftwatch-codify-'))
    await addFiles(migrations, files)
    await runMigrator('0.31', await postgres.createDatabase('template_of_all'), migrations)
    const ledger = defaultLedgerTable
    declared = await declareFolder({ migrations, ledger, preludes: [] }, extensions)
  })
  afterAll(async () => {
    await postgres.stop()
    await rm(migrations, { recursive: true })
  })

  const casesHere = patchCases.filter((_, index) => isHere(index, version))
  test.for(casesHere)('$name', async (patchCase) => {
    const root = await makeFolder(files)
    const url = postgres.url(`case_${patchCases.indexOf(patchCase)}`)
    await postgres.query(`CREATE DATABASE ${nameIn(url)} TEMPLATE template_of_all`)
    await postgres.query(patchCase.patch, undefined, nameIn(url))
    const before = await linesAt(url)

    const request = requestFor(root, url, patchCase)
    const ground = await holdAgainst(
      declared,
      await readLive(request.connection, defaultLedgerTable),
      request,
    )
    expect(ground.drift).not.toEqual([])
    const made = await codify(request, ground, ground.drift)
    expect(
      made.proofs.flatMap(({ failed, statement }) => [
        ...failed,
        ...(statement === undefined ? [] : [statement]),
      ]),
      made.sql,
    ).toEqual([])
    for (const part of patchCase.holds ?? []) expect(made.sql).toContain(part)

    const undone = await revert(ground, ground.drift, await liveFactsOf(request))
    expect(undone.failed).toEqual([])
    await postgres.query(`CREATE DATABASE ${nameIn(url)}_undone TEMPLATE ${nameIn(url)}`)
    const undo = undone.steps.map(({ sql }) => sql.replace(/;$/, '')).join(';\n')
    await postgres.query(undo, undefined, `${nameIn(url)}_undone`)
    const after = await readLive(parse(`${url}_undone`), defaultLedgerTable)
    expect((await holdAgainst(declared, after, request)).drift).toEqual([])

    await writeAll(made.files)
    await runMigrator('0.31', url, root)
    expect(await linesAt(url), 'nothing changes where it is so').toEqual(before)
    const fresh = await postgres.createDatabase()
    await runMigrator('0.31', fresh, root)
    expect(await linesAt(fresh), 'a new database becomes the same').toEqual(before)
  })
})

/**
 * Each takes six to ten seconds, so a quarter of them, each on one of the versions; the mixes, which
 * are the last, are among them. With CODIFY_ALL=1, all on all.
 */
function isHere(index: number, version: number): boolean {
  if (process.env['CODIFY_ALL'] === '1') return true
  const isChosen = index >= patchCases.length - 3 || Math.floor(index / 3) % 4 === 0
  return isChosen && index % 3 === version % 3
}

function requestFor(migrations: string, url: string, { backfill = [] }: PatchCase): Request {
  return {
    migrations,
    app: 'app',
    only: [],
    ledger: defaultLedgerTable,
    preludes: [],
    backfills: new Map(backfill),
    connection: parse(url),
    exceptions: { allowances: [], rules: [] },
    keepSnapshot: false,
    now: Date.now(),
    onStep: () => undefined,
  }
}

async function linesAt(url: string): Promise<readonly string[]> {
  const reading = await readLive(parse(url), defaultLedgerTable)
  return reading.schema?.status === 'read' ? linesOf(reading.schema.lines) : []
}

function nameIn(url: string): string {
  return new URL(url).pathname.slice(1)
}

function parse(url: string) {
  return parseConnectionString(url, 'the test')
}
