import { cleanUpAll } from '../../src/cli/clean-up.ts'
import { migrateCommand } from '../../src/cli/commands/migrate.ts'
import { migratorChild } from '../../src/cli/commands/migrator-child.ts'
import type { MigrateOptions } from '../../src/cli/migrate/request-of.ts'
import { runMigrate } from '../../src/cli/migrate/run-migrate.ts'
import { migrateInChild } from '../../src/io/migrate/migrate-in-child.ts'

/**
 * `driftwatch migrate` as a process that kills itself as the step begins that END_AT names: a test
 * could not do it so exactly from outside. THROW_AT: it is told to stop there, and meets a bug.
 */
if (process.argv[2] === migratorChild) migrateInChild()
else {
  const command = migrateCommand().action(() => undefined)
  await command.parseAsync(process.argv)
  await runMigrate(command.opts<MigrateOptions>(), (step) => {
    if (step === process.env['END_AT']) process.kill(process.pid, 'SIGKILL')
    if (step !== process.env['THROW_AT']) return
    void cleanUpAll()
    throw new Error('a bug')
  })
}
