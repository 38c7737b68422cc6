import { Command } from 'commander'

/** Not for people: `driftwatch migrate` starts it, to run Drizzle's migrator in a process of its own. */
export const migratorChild = 'run-migrator'

export function migratorChildCommand(): Command {
  return new Command(migratorChild).action(async () => {
    const { migrateInChild } = await import('../../io/migrate/migrate-in-child.ts')
    migrateInChild()
  })
}
