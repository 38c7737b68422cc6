import { Command } from 'commander'

/** `driftwatch init`: writes into an application's repository what it needs. */
export function initCommand(): Command {
  return new Command('init')
    .description("set up an application's repository: configuration, scripts, GitHub workflow")
    .option('--migrations <folder>', 'the folder that drizzle-kit writes to (default: as found)')
    .option('--schema <file>', 'the module with the tables (default: as drizzle.config.ts says)')
    .option('--name <name>', 'what the manifest is called')
    .option('--no-workflow', 'leave out .github/workflows/driftwatch.yml')
    .option('--pre-commit', 'also a hook that verifies before each commit')
    .option('-y, --yes', 'ask nothing; a file that holds something else is kept')
    .option('--overwrite', 'replace files that hold something else')
    .action(async (_own: unknown, command: Command) => {
      const { init } = await import('../init/init.ts')
      await init(command.optsWithGlobals())
    })
}
