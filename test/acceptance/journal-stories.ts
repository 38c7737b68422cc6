import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { failureOf, runMigratorOverHttp } from '../support/drizzle-migrate.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import { ledger, runsAgain, runsNothing, type Story, strangerHash } from './story.ts'
import { editFile, editJournal, type Entry, type World, without } from './world.ts'

const yearMs = 365 * 24 * 60 * 60 * 1000

/** Changes the journal's entry of one step. */
async function editEntry(world: World, step: number, edit: (entry: Entry) => Entry): Promise<void> {
  const tag = await world.tag(step)
  await editJournal(world.folder, (entries) =>
    entries.map((entry) => (entry.tag === tag ? edit(entry) : entry)),
  )
}

/** A journal with one migration only, which stands for all that there was. */
async function squash({ folder }: World, when: (entries: readonly Entry[]) => number) {
  await writeFile(join(folder, '0000_squashed.sql'), 'CREATE TABLE "users" ("id" serial);')
  await editJournal(folder, (entries) => [{ idx: 0, tag: '0000_squashed', when: when(entries) }])
}

const newest = (entries: readonly Entry[]) => Math.max(...entries.map(({ when }) => when))

/** What happens to projects with drizzle-kit 0.x; each story also shows what Drizzle makes of it. */
export const journalStories: readonly Story[] = [
  {
    name: 'a migration merged later in the middle is skipped for ever, if it is dated earlier',
    from: 'nothing',
    async act(world) {
      await without(world, 3, world.migrate)
      await runsNothing(world)
    },
    kinds: ['skipped'],
  },
  {
    name: 'a migration merged later at the end is skipped for ever, if it is dated earlier',
    from: 'nothing',
    async act(world) {
      await without(world, 3, world.migrate)
      const isLate = ({ tag }: Entry) => tag.endsWith('_step_3')
      await editJournal(world.folder, (entries) => [
        ...entries.filter((entry) => !isLate(entry)),
        ...entries.filter(isLate),
      ])
      await runsNothing(world)
    },
    kinds: ['skipped'],
  },
  {
    name: 'a date in the future makes Drizzle skip all that is generated until then',
    from: 'nothing',
    async act(world) {
      await editEntry(world, 3, (entry) => ({ ...entry, when: Date.now() + yearMs }))
      await without(world, 4, world.migrate)
      await runsNothing(world)
    },
    kinds: ['skipped', 'future-row'],
  },
  {
    name: 'a renamed file is the same migration',
    async act(world) {
      const file = await world.file(4)
      await editEntry(world, 4, (entry) => ({ ...entry, tag: '0003_renamed' }))
      await rename(file, join(world.folder, '0003_renamed.sql'))
      await runsNothing(world)
    },
    kinds: [],
  },
  {
    name: 'a migration that is dated anew after it ran runs again',
    async act(world) {
      await editEntry(world, 4, (entry) => ({ ...entry, when: entry.when + 1000 }))
      await runsAgain(world)
    },
    kinds: ['restamped'],
  },
  {
    name: 'a squash that is dated as late as the newest migration is skipped, and explains no row',
    async act(world) {
      await squash(world, (entries) => newest(entries) - 1)
      await runsNothing(world)
    },
    kinds: ['skipped', 'unknown', 'unknown', 'unknown', 'unknown'],
  },
  {
    name: 'a squash that is dated later runs over what is there',
    async act(world) {
      await squash(world, (entries) => newest(entries) + 1)
      await runsAgain(world)
    },
    kinds: ['pending', 'unknown', 'unknown', 'unknown', 'unknown'],
  },
  {
    name: 'a row deleted in the middle leaves a hole that Drizzle never fills',
    async act(world) {
      await world.query(`DELETE FROM ${ledger} WHERE id = 2`)
      await runsNothing(world)
    },
    kinds: ['skipped'],
  },
  {
    name: 'a row without created_at makes every migration run again',
    async act(world) {
      await world.query(`INSERT INTO ${ledger} (hash) VALUES ('${strangerHash}')`)
      await runsAgain(world)
    },
    kinds: ['bad-row', 'unknown'],
  },
  {
    name: 'a row with the time of its writing makes Drizzle skip what is merged later',
    from: 'nothing',
    async act(world) {
      await without(world, 4, world.migrate)
      await world.query(
        `INSERT INTO ${ledger} (hash, created_at) VALUES ('${strangerHash}', ${Date.now()})`,
      )
      await runsNothing(world)
    },
    kinds: ['skipped', 'unknown'],
  },
  {
    name: 'rows with seconds in place of milliseconds make every migration run again',
    async act(world) {
      await world.query(`UPDATE ${ledger} SET created_at = created_at / 1000`)
      await runsAgain(world)
    },
    kinds: ['bad-row', 'bad-row', 'bad-row', 'bad-row'],
  },
  {
    name: 'neon-http has no transaction: what fails half-way is there, and no row says so',
    from: 'nothing',
    async act(world) {
      const bridge = await startNeonBridge(world.postgres)
      const file = await world.file(4)
      const whole = await readFile(file)
      await editFile(file, (sql) => `${sql}--> statement-breakpoint\nSELECT 1 / 0;`)
      const work = runMigratorOverHttp(bridge.endpoint, world.url, world.folder)
      expect(await failureOf(work)).toContain('division by zero')
      await bridge.stop()
      expect(await world.query('SELECT FROM users')).toHaveLength(1)
      await writeFile(file, whole)
      await runsAgain(world)
    },
    kinds: ['ledger-absent', 'pending', 'pending', 'pending', 'pending'],
    first: { state: 'empty' },
  },
]
