import { Command, Option } from 'commander'
import { severities } from '../../core/severity.ts'
import { annotationFormats } from '../formats.ts'
import { repeated } from '../parse-options.ts'
import type { VerifyOptions } from '../verify/run-verify.ts'

/** `driftwatch verify`: the guard of pull requests, which needs no database. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check a migrations folder, and what a branch does to it; exit 0, 1, 2 as check')
    .requiredOption('--migrations <folder>', 'the folder that drizzle-kit writes to')
    .option('--base <ref>', 'what the branch is to be merged into, such as origin/main')
    .option('--schema <file>', 'the schema, or a folder of it (default: from drizzle.config)')
    .option('--no-schema', 'do not compare the schema')
    .option('--drizzle-config <file>', 'drizzle.config (default: the nearest above the migrations)')
    .option('--manifest <file>', 'the published manifest (default: migrations-manifest/ has it)')
    .addOption(
      repeated('--prelude <file>', 'SQL to run before the migrations: what the host provides'),
    )
    .option('--replay-on <url>', 'replay on this PostgreSQL (default: an embedded one)')
    .option('--no-replay', 'do not run the migrations')
    .option('--baseline <file>', 'fail only for what this file does not know')
    .option('--write-baseline <file>', 'write all that is found to this file, and exit 0')
    .addOption(new Option('--format <format>', 'how to say it').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that counts as a problem')
        .choices(severities)
        .default('warning'),
    )
    .addHelpText('after', notes)
    .action(async (_own: unknown, command: Command) => {
      const { runVerify } = await import('../verify/run-verify.ts')
      const options = command.optsWithGlobals<VerifyOptions & { readonly prelude: string[] }>()
      await runVerify({ ...options, preludes: options.prelude })
    })
}

const formats = ['text', 'json', ...annotationFormats] as const

const notes = `
Without --base nothing is held against another commit, and no statement of a new
migration is looked at for what it drops. The migrations are replayed twice, the
second time with a later clock, so that what depends on now() is found, and with
the new ones in one transaction, as Drizzle runs them.

The schema is compared by the drizzle-kit 0.31 or 1.0 that is installed beside
it. Of drizzle.config, dialect, schema, out and casing are read. The schema runs
with this environment: set what it reads, to any value. TypeScript works, and
the paths of the nearest tsconfig.json. Where there is a schema and it cannot be
compared, the exit code is 2.`
