import { Command } from 'commander'
import { repeated } from '../parse-options.ts'
import { allowancesFile } from '../published.ts'
import type { RecordOptions } from '../record/run-record.ts'

/** `driftwatch record`: the SQL that mends a ledger. */
export function recordCommand(): Command {
  return new Command('record')
    .description('print the SQL that mends the ledger, for review; nothing is run')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .option('--allowances <file>', `accepted exceptions (default: ${allowancesFile} beside it)`)
    .option('--no-schema', 'compare the ledger alone')
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .addOption(
      repeated('--only <tag|hash|id>', 'only what is about this migration or row', 'see below'),
    )
    .option('--out <file>', 'write it to a file')
    .addHelpText(
      'after',
      `
Without --only, what deletes a row for good and what is pending is left out, and
named in a comment. A migration that ran and is not recorded: --only <its tag>.
Each statement has the condition on which it is right above it; all run in one
transaction, which is undone where a row has changed since. \`driftwatch migrate\`
keeps off meanwhile.`,
    )
    .action(async (_own: unknown, command: Command) => {
      const { runRecord } = await import('../record/run-record.ts')
      await runRecord(command.optsWithGlobals<RecordOptions>())
    })
}
