import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Client } from 'pg'
import { expect } from 'vitest'
import { failureOf } from '../support/drizzle-migrate.ts'
import { ledger, runsAgain, runsNothing, type Story } from './story.ts'
import { editFile, editJournal, type World, without } from './world.ts'

/** Takes a migration away from the folder, as a branch that was never merged leaves it. */
export async function forget(world: World, step: number): Promise<void> {
  const { version, folder } = world
  const name = await world.tag(step)
  const sql = await world.file(step)
  if (version === '1.0') {
    await rm(dirname(sql), { recursive: true })
    return
  }
  await editJournal(folder, (entries) => entries.filter(({ tag }) => tag !== name))
  await rm(sql)
}

/** Two deploys at once: both ask the ledger before either writes to it. */
async function migrateTwiceAtOnce({ url, query, migrate }: World): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('BEGIN; LOCK TABLE users IN EXCLUSIVE MODE')
    const both = Promise.all([migrate(), migrate()])
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await expect.poll(() => query(waiting), { timeout: 10_000 }).toHaveLength(2)
    await client.query('COMMIT')
    await both
  } finally {
    await client.end()
  }
}

const everythingPending = ['ledger-absent', 'pending', 'pending', 'pending', 'pending'] as const

/** What happens to projects with either drizzle-kit, with the same end. */
export const sharedStories: readonly Story[] = [
  { name: 'all has run', act: runsNothing, kinds: [] },
  {
    name: 'a migration waits for its deploy',
    from: 'nothing',
    act: (world) => without(world, 4, world.migrate),
    kinds: ['pending'],
  },
  {
    name: 'nothing has run yet',
    from: 'nothing',
    act: async () => undefined,
    kinds: everythingPending,
    first: { state: 'absent', elsewhere: [] },
  },
  {
    name: 'a file edited after it ran is noticed by nobody',
    async act(world) {
      await editFile(await world.file(4), (text) => `${text}\nSELECT 1;`)
      await runsNothing(world)
    },
    kinds: ['edited'],
  },
  {
    name: 'a checkout with CRLF, or with a final newline, is known again',
    async act(world) {
      await editFile(await world.file(1), (text) => text.replaceAll('\n', '\r\n'))
      await editFile(await world.file(3), (text) => `${text}\n`)
      await runsNothing(world)
    },
    kinds: ['line-endings', 'line-endings'],
    first: { form: 'lf+newline' },
  },
  {
    name: 'a migration that is gone from the folder leaves a row that nothing declares',
    async act(world) {
      await forget(world, 4)
      await runsNothing(world)
    },
    kinds: ['unknown'],
    first: { era: 'after', count: 1 },
  },
  {
    name: 'the last row deleted makes its migration run again',
    async act(world) {
      await world.query(`DELETE FROM ${ledger} WHERE id = 4`)
      await runsAgain(world)
    },
    kinds: ['pending'],
  },
  {
    name: 'an emptied ledger makes every migration run again',
    async act(world) {
      await world.query(`DELETE FROM ${ledger}`)
      await runsAgain(world)
    },
    kinds: everythingPending,
    first: { state: 'empty' },
  },
  {
    name: 'a dropped ledger comes back empty, as every migration runs again',
    async act(world) {
      await world.query('DROP SCHEMA drizzle CASCADE')
      await runsAgain(world)
    },
    kinds: everythingPending,
    first: { state: 'empty' },
  },
  {
    name: 'two deploys at once run a migration of data twice, and record it twice',
    from: 'nothing',
    async act(world) {
      await forget(world, 4)
      await without(world, 3, world.migrate)
      await migrateTwiceAtOnce(world)
      expect(await world.query('SELECT FROM users')).toHaveLength(2)
    },
    kinds: ['duplicate'],
  },
  {
    name: 'a ledger of another name is not the one that Driftwatch was told of',
    act: runsNothing,
    ledger: { schema: 'drizzle', table: 'my_migrations' },
    kinds: everythingPending,
    first: { state: 'absent', elsewhere: ['drizzle.__drizzle_migrations'] },
  },
  {
    name: 'Drizzle told of another ledger leaves a second one, which is empty',
    async act({ migrate }) {
      const failure = await failureOf(migrate({ migrationsTable: 'my_migrations' }))
      expect(failure).toContain('already exists')
    },
    ledger: { schema: 'drizzle', table: 'my_migrations' },
    kinds: everythingPending,
    first: { state: 'empty' },
  },
]
