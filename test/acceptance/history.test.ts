import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateFolder, type KitVersion, kitVersions } from '../support/drizzle-kit.ts'
import { userErrorOf } from '../support/errors.ts'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import { shopSteps } from '../support/schemas.ts'
import { folderStories } from './folder-stories.ts'
import { journalStories } from './journal-stories.ts'
import { sharedStories } from './shared-stories.ts'
import type { Story } from './story.ts'
import { upgradeStories } from './upgrade-stories.ts'
import { auditWorld, editJournal, makeWorld } from './world.ts'

const projects = new Map<KitVersion, { project: string; folder: string }>()

beforeAll(async () => {
  for (const version of kitVersions) {
    const project = await mkdtemp(join(tmpdir(), 'driftwatch-'))
    projects.set(version, { project, folder: await generateFolder(version, shopSteps, project) })
  }
})

afterAll(async () => {
  for (const { project } of projects.values()) await rm(project, { recursive: true })
})

const folderOf = (version: KitVersion) => projects.get(version)?.folder ?? ''

interface Row {
  readonly name: string
  readonly version: KitVersion
  readonly story: Story
}

const rowsOf = (version: KitVersion, stories: readonly Story[]): readonly Row[] =>
  stories.map((story) => ({ name: `Drizzle ${version}: ${story.name}`, version, story }))

const shared = kitVersions.flatMap((version) => rowsOf(version, sharedStories))
const apart = [
  ...rowsOf('0.31', [...journalStories, ...upgradeStories]),
  ...rowsOf('1.0', folderStories),
]

// A ledger reads alike on all of them, so what only Drizzle makes different is shown on the newest.
const servers = [
  { postgresVersion: 16, rows: shared },
  { postgresVersion: 17, rows: shared },
  { postgresVersion: 18, rows: [...shared, ...apart] },
] as const

describe.for(servers)('on PostgreSQL $postgresVersion', ({ postgresVersion, rows }) => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres(postgresVersion)
  })
  afterAll(() => postgres.stop())

  test.for(rows)('$name', async ({ version, story }) => {
    const world = await makeWorld(postgres, version, folderOf(version))
    if (story.from !== 'nothing') await world.migrate()
    await story.act(world)
    const { status, findings, coverage } = await auditWorld(world, story.ledger)
    expect(findings.map(({ kind }) => kind)).toEqual(story.kinds)
    expect(findings[0] ?? {}).toMatchObject(story.first ?? {})
    expect(coverage.ledger).toBe('read')
    // Of all these kinds, line endings alone are no drift.
    const isDrift = story.kinds.some((kind) => kind !== 'line-endings')
    expect(status).toBe(isDrift ? 'drifted' : 'in-sync')
  })

  test('two migrations of one date, of which Drizzle may skip one: the folder is refused', async () => {
    const world = await makeWorld(postgres, '0.31', folderOf('0.31'))
    await editJournal(world.folder, (entries) => entries.map((entry) => ({ ...entry, when: 1 })))
    const message = await userErrorOf(() => auditWorld(world))
    expect(message).toContain('0000_step_1 and 0001_step_2 have the same "when", 1')
  })
})
