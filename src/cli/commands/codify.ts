import { Command } from 'commander'
import type { CodifyOptions } from '../codify/codify-command.ts'
import { parseLedger, repeated } from '../parse-options.ts'

/** The options that `codify` and `revert` have in common. */
export function addPatchOptions(command: Command): Command {
  return command
    .requiredOption('--migrations <folder>', 'the folder that drizzle-kit writes to')
    .addOption(repeated('--only <object>', 'such as public.users.*', 'all'))
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .option('--app <name>', "the manifest's name, which exceptions may be meant for", 'app')
    .option('--allowances <file>', 'accepted exceptions (default: the published ones)')
    .option('--ledger <schema.table>', 'where Drizzle keeps its ledger', parseLedger)
    .addOption(repeated('--prelude <file>', 'SQL to run before the migrations'))
}

/** `driftwatch codify`: a hand fix becomes the next migration. */
export function codifyCommand(): Command {
  return addPatchOptions(new Command('codify'))
    .description('write a hand fix as the next migration, proven by running it; exit 0, 2')
    .option('--name <words>', "the part of the migration's name after its number")
    .option('--yes', 'take all that differs, and ask nobody')
    .option('--dry-run', 'prove and show the migration, and write nothing')
    .option('--force', 'write although the folder has changes that are not committed')
    .option('--proof <file>', 'keep what the proofs came to, as Markdown')
    .addOption(
      repeated('--backfill <column=expression>', 'what rows get in a column that may not be NULL'),
    )
    .option('--schema <file>', 'the schema, or a folder of it (default: from drizzle.config)')
    .option('--drizzle-config <file>', 'drizzle.config (default: the nearest above the migrations)')
    .option('--keep-snapshot', 'carry the snapshot over, whatever the schema says')
    .addHelpText('after', notes)
    .action(async (_own: unknown, command: Command) => {
      const { runCodify } = await import('../codify/codify-command.ts')
      await runCodify(command.optsWithGlobals<CodifyOptions>())
    })
}

const notes = `
The database is only read. What differs from the migrations is planned by
pg-delta, and written so that it can run twice: on the patched database it
changes nothing, and any other becomes the same. Before a file is written it is
run in an embedded PostgreSQL: after all migrations, on the live schema made
again, twice, and with rows. Where one of these fails, or the schema's source
says otherwise, nothing is written: exit 2.`
