import { Command, Option } from 'commander'
import { defaultLedgerTable, ledgerName } from '../../core/ledger.ts'
import { drivers } from '../../io/migrate/migrator.ts'
import type { MigrateOptions } from '../migrate/request-of.ts'
import { rehearsePlaces } from '../migrate/request.ts'
import { parseLedger, parseLockTimeout, parseName, repeated } from '../parse-options.ts'
import { allowancesFile, publishedFolder } from '../published.ts'

/** `driftwatch migrate`: the controlled run. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description(
      'apply the pending migrations with proof; exit 0 proven, 1 failed or refused, 2 not told',
    )
    .requiredOption('--migrations <folder>', 'the folder that drizzle-kit writes to')
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .addOption(
      new Option(
        '--driver <driver>',
        'what the migrator runs over (default: the first installed)',
      ).choices(drivers),
    )
    .option(
      '--lock-timeout <time>',
      'how long the migrator waits for a lock, 0 for ever (default: 5s, or what the role has)',
      parseLockTimeout,
    )
    .option(
      '--allowances <file>',
      `accepted exceptions (default: ${publishedFolder}/${allowancesFile})`,
    )
    .option('--name <name>', 'what the manifest is called', parseName, 'app')
    .option(
      '--ledger <schema.table>',
      `where Drizzle keeps its ledger (default: ${ledgerName(defaultLedgerTable)})`,
      parseLedger,
    )
    .addOption(
      repeated('--prelude <file>', 'SQL to rehearse before the migrations: what the host provides'),
    )
    .addOption(
      new Option('--rehearse <where>', 'where the migrations run before they run for good')
        .choices(rehearsePlaces)
        .default('embedded'),
    )
    .option('--neon-project <id>', 'for neon-branch (default: NEON_PROJECT_ID in the environment)')
    .addOption(repeated('--untouched <tables>', 'tables whose rows must stay, with commas between'))
    .addOption(repeated('--probe <url>', 'ask the application before and after'))
    .addOption(repeated('--expect <status>', 'what it has to answer: one, or one a probe', '200'))
    .option('--probe-may-be-red', 'run even if a probe does not answer as expected before')
    .addOption(repeated('--proof <file>', 'write the proof: .md, .json or .html'))
    .option('--dry-run', 'do all but the migration itself')
    .addHelpText('after', notes)
    .action(async (_own: unknown, command: Command) => {
      const options = command.optsWithGlobals<MigrateOptions>()
      if (options.rehearse !== 'none') {
        const { unpackAhead } = await import('../../io/replay/create-pglite.ts')
        await unpackAhead()
      }
      const { runMigrate } = await import('../migrate/run-migrate.ts')
      await runMigrate(options)
    })
}

const notes = `
The pending migrations run by the drizzle-orm of the project, over its own
driver, in one transaction. Before that, an advisory lock keeps others away
(pg_advisory_lock(431416239732)), the database is held against the files, and
the migrations are rehearsed. Whatever else differs is refused. Afterwards every
object they make is compared with the rehearsal, and every row of the ledger
with before.

DRIFTWATCH_PROBE_TOKEN in the environment is sent with the probes, as a bearer
token.

With --rehearse neon-branch, they are rehearsed a second time, on a branch of
the database that is made with NEON_API_KEY from the environment, and deleted.

Exit codes: 0 applied and every check holds, or nothing to do. 1 failed, or
refused because something differs. 2 not run, or not all could be told
(PARTIAL).`
