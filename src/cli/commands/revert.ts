import { Command } from 'commander'
import type { RevertOptions } from '../codify/revert-command.ts'
import { addPatchOptions } from './codify.ts'

/** `driftwatch revert`: the SQL that undoes a hand fix, for a person to run. */
export function revertCommand(): Command {
  return addPatchOptions(new Command('revert'))
    .description('print the SQL that undoes what was made by hand; never runs it; exit 0, 2')
    .option('--out <file>', 'write it to a file')
    .addHelpText(
      'after',
      `
The database is only read. The statements stand in the order of what depends on
what, and have run in an embedded PostgreSQL, on the live schema made again,
before they are shown.`,
    )
    .action(async (_own: unknown, command: Command) => {
      const { runRevert } = await import('../codify/revert-command.ts')
      await runRevert(command.optsWithGlobals<RevertOptions>())
    })
}
