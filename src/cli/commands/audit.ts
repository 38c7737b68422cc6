import { Command, Option } from 'commander'
import { allowancesFile } from '../published.ts'

/** `driftwatch audit`: the report of one database. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('report in full what differs, why, and the ways out; exit 0, 1 and 2 as check')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .option('--allowances <file>', `accepted exceptions (default: ${allowancesFile} beside it)`)
    .option('--migrations <folder>', 'hold the migration files as they are now against it, too')
    .option('--schema <file>', 'say whether the schema, a file or folder, has its migrations')
    .option('--no-schema', 'compare the ledger alone, and no schema')
    .option('--drizzle-config <file>', 'drizzle.config, which names the schema')
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .option('--readiness', 'what the upgrade to Drizzle 1.0 would do to the ledger, instead')
    .option('--worker <url>', 'ask the monitor since when; needs API_TOKEN in the environment')
    .option('--target <name>', "what the monitor calls the database (default: the manifest's name)")
    .addOption(
      new Option('--history <file>', "the monitor's answer to that, saved").conflicts('worker'),
    )
    .addOption(
      new Option('--format <format>', 'how to say it')
        .choices(['text', 'markdown', 'html', 'json'])
        .default('text'),
    )
    .option('--out <file>', 'write it to a file')
    .addHelpText(
      'after',
      `
Nothing is written to the database, and no statement that is shown is run.

With --migrations, the exit code is also 1 where the files are not what was
published, and where the schema has a change without a migration. The schema is
compared by the drizzle-kit that is installed beside it, as by verify. Where it
cannot be compared, the exit code is not 0.`,
    )
    .action(async (_own: unknown, command: Command) => {
      const { runAudit } = await import('../audit/run-audit.ts')
      await runAudit(command)
    })
}
