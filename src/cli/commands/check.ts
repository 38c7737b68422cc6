import { Command, Option } from 'commander'
import { severities } from '../../core/severity.ts'
import type { CheckOptions } from '../check/tell-look.ts'
import { checkFormats } from '../formats.ts'
import { allowancesFile } from '../published.ts'

/** `driftwatch check`: one verdict on one database. */
export function checkCommand(): Command {
  return new Command('check')
    .description('compare a database with a manifest; exit 0 in sync, 1 drifted, 2 could not tell')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .option('--allowances <file>', `accepted exceptions (default: ${allowancesFile} beside it)`)
    .option('--no-schema', 'compare the ledger alone')
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .addOption(
      new Option('--format <format>', 'how to say it').choices(checkFormats).default('text'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that counts as drift')
        .choices(severities)
        .default('warning'),
    )
    .addHelpText('after', '\nOf the schema, grants and comments are not compared.')
    .action(async (_own: unknown, command: Command) => {
      const { runCheck } = await import('../check/run-check.ts')
      await runCheck(command.optsWithGlobals<CheckOptions>())
    })
}
