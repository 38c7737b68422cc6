import { Command } from 'commander'
import { repeated } from '../parse-options.ts'
import type { ProveOptions } from '../prove/run-prove.ts'

/** `driftwatch prove`: shows on the reader's own schema that tampering is found. */
export function proveCommand(): Command {
  return new Command('prove')
    .description('tamper with a replay of the migrations in every known way, and see it found')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .requiredOption('--migrations <folder>', 'the folder that it was made of')
    .addOption(repeated('--prelude <file>', 'SQL that runs first, as for `driftwatch manifest`'))
    .option(
      '--replay-on <url>',
      'tamper in a new database on this PostgreSQL, dropped in the end (default: an embedded one)',
    )
    .addHelpText('after', notes)
    .action(async (_own: unknown, command: Command) => {
      const { runProve } = await import('../prove/run-prove.ts')
      await runProve(command.optsWithGlobals<ProveOptions>())
    })
}

const notes = `
Nothing but the replay is touched, and no database that is there already. A user
of --replay-on who is no superuser may not try all of it. Owners, grants,
comments, versions of extensions, statistics objects, publications and
subscriptions are not compared.

Exit codes: 0 the replay is clean, and all that was done to it was found. 1
something was missed. 2 it could not be tried.`
