import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ledger, runsAgain, runsNothing, type Story, strangerHash } from './story.ts'
import { without } from './world.ts'

/** What happens to projects with drizzle-kit 1.0, where it is not what happens with 0.x. */
export const folderStories: readonly Story[] = [
  {
    name: 'a migration merged later runs, however it is dated',
    from: 'nothing',
    async act(world) {
      await without(world, 3, world.migrate)
      await world.migrate()
    },
    kinds: [],
  },
  {
    name: 'a renamed folder is another migration, and runs again',
    async act(world) {
      const tag = await world.tag(4)
      const renamed = tag.replace('_step_4', '_renamed')
      await rename(join(world.folder, tag), join(world.folder, renamed))
      await runsAgain(world)
    },
    kinds: ['restamped'],
  },
  {
    name: 'a folder with another date is another migration, and runs again',
    async act(world) {
      const tag = await world.tag(1)
      const dated = tag.replace(/^\d{14}/, '20200101000000')
      await rename(join(world.folder, tag), join(world.folder, dated))
      await runsAgain(world)
    },
    kinds: ['restamped'],
  },
  {
    name: 'a row deleted in the middle makes its migration run again',
    async act(world) {
      await world.query(`DELETE FROM ${ledger} WHERE id = 2`)
      await runsAgain(world)
    },
    kinds: ['pending'],
  },
  {
    name: 'a row without created_at and name stands for nothing',
    async act(world) {
      await world.query(`INSERT INTO ${ledger} (hash) VALUES ('${strangerHash}')`)
      await runsNothing(world)
    },
    kinds: ['bad-row', 'unknown'],
  },
  {
    name: 'a row with the time of its writing stands for nothing, and hinders nothing',
    from: 'nothing',
    async act(world) {
      await without(world, 4, world.migrate)
      await world.query(
        `INSERT INTO ${ledger} (hash, created_at) VALUES ('${strangerHash}', ${Date.now()})`,
      )
      await world.migrate()
    },
    kinds: ['unknown'],
  },
  {
    name: 'rows with seconds in place of milliseconds are bad, though names still tell',
    async act(world) {
      await world.query(`UPDATE ${ledger} SET created_at = created_at / 1000`)
      await runsNothing(world)
    },
    kinds: ['bad-row', 'bad-row', 'bad-row', 'bad-row'],
  },
]
