import { dirname } from 'node:path'
import { expect } from 'vitest'
import { upgradeFolder } from '../support/drizzle-kit.ts'
import { failureOf } from '../support/drizzle-migrate.ts'
import { forget } from './shared-stories.ts'
import { ledger, type Story, strangerHash } from './story.ts'
import { editJournal, type World, without } from './world.ts'

const secondMs = 1000

/** Drizzle 1.0 keeps whole seconds: dates that differ from them, or do not, must not be chance. */
async function setMilliseconds({ folder }: World, ofEntry: (index: number) => number) {
  await editJournal(folder, (entries) =>
    entries.map((entry, index) => ({
      ...entry,
      // A second of its own for each, so that none stands for another.
      when: (Math.floor(entry.when / secondMs) + 2 * index) * secondMs + ofEntry(index),
    })),
  )
}

/** What happens between 0.x and 1.0; the folder is one of drizzle-kit 0.31 to begin with. */
export const upgradeStories: readonly Story[] = [
  {
    name: 'a converted folder fits a ledger that 1.0 has not upgraded yet',
    act: ({ folder }) => upgradeFolder(dirname(folder)),
    kinds: [],
  },
  {
    name: 'a converted folder fits the ledger that 1.0 has upgraded',
    async act({ folder, migrate, query }) {
      await upgradeFolder(dirname(folder))
      await migrate({ version: '1.0' })
      expect(await query(`SELECT FROM ${ledger} WHERE name IS NOT NULL`)).toHaveLength(4)
    },
    kinds: [],
  },
  {
    name: 'a row that nothing declares keeps 1.0 from upgrading the ledger',
    async act({ folder, migrate, query }) {
      const before = Date.UTC(2025, 0, 1)
      await query(`INSERT INTO ${ledger} (hash, created_at) VALUES ('${strangerHash}', ${before})`)
      await upgradeFolder(dirname(folder))
      expect(await failureOf(migrate({ version: '1.0' }))).toContain('While upgrading')
    },
    kinds: ['unknown'],
    first: { era: 'before' },
  },
  {
    name: 'a ledger that 1.0 began has whole seconds, by which 0.x does not know it again',
    from: 'nothing',
    async act(world) {
      await setMilliseconds(world, (index) => 100 * (index + 1))
      const converted = await world.copyFolder()
      await upgradeFolder(dirname(converted))
      await world.migrate({ version: '1.0', folder: converted })
      expect(await failureOf(world.migrate())).toContain('already exists')
    },
    kinds: ['restamped', 'restamped', 'restamped', 'restamped'],
    first: { willRunAgain: false },
  },
  {
    name: '0.x runs the newest migration of a 1.0 ledger again, and records it without a name',
    from: 'nothing',
    async act(world) {
      await forget(world, 4)
      await setMilliseconds(world, (index) => 100 * (index + 1))
      const old = await world.copyFolder()
      await upgradeFolder(dirname(world.folder))
      await world.migrate({ version: '1.0' })
      await world.migrate({ folder: old })
      expect(await world.query('SELECT FROM users')).toHaveLength(2)
    },
    kinds: ['duplicate'],
  },
  {
    name: '1.0 runs again what 0.x recorded without a name',
    from: 'nothing',
    async act(world) {
      await setMilliseconds(world, () => 0)
      const old = await world.copyFolder()
      await upgradeFolder(dirname(world.folder))
      await without(world, 4, () => world.migrate({ version: '1.0' }))
      await world.migrate({ folder: old })
      expect(await failureOf(world.migrate({ version: '1.0' }))).toContain('already exists')
    },
    kinds: ['restamped'],
    first: { willRunAgain: true },
  },
]
