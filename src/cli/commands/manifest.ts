import { Command, Option } from 'commander'
import { defaultLedgerTable, ledgerName } from '../../core/ledger.ts'
import { UserError } from '../../io/errors.ts'
import { neonRoles } from '../../io/replay/neon-prelude.ts'
import type { ManifestOptions } from '../manifest/run-manifest.ts'
import { parseLedger, parseName, repeated } from '../parse-options.ts'
import { publishedFolder } from '../published.ts'

/** `driftwatch manifest`: publishes what a folder of migrations declares. */
export function manifestCommand(): Command {
  return new Command('manifest')
    .description('write the manifest of a Drizzle migrations folder, for the Worker and for checks')
    .requiredOption('--migrations <folder>', 'the folder that drizzle-kit writes to')
    .option('--name <name>', 'what the manifest is called', parseName, 'app')
    .option('--out <file>', `where to write it (default: ${publishedFolder}/<name>.json)`)
    .option(
      '--ledger <schema.table>',
      `where Drizzle keeps its ledger (default: ${ledgerName(defaultLedgerTable)})`,
      parseLedger,
    )
    .option(
      '--append-only',
      'write nothing and exit 2 where a published migration changed, went, moved or was overtaken',
    )
    .addOption(
      repeated('--prelude <file>', 'SQL to run before the migrations: what the host provides'),
    )
    .option(
      '--replay-on <url>',
      'replay in a new database on this PostgreSQL, dropped in the end (default: an embedded one)',
    )
    .addOption(
      new Option('--ledger-only', 'leave the schema out of the manifest').conflicts([
        'prelude',
        'replayOn',
      ]),
    )
    .option(
      '--git-history <commits>',
      'how many commits of SQL files to read for where unknown hashes come from (default: all)',
      parseCommits,
    )
    .addHelpText('after', notes)
    .action(async (options: ManifestOptions) => {
      const { runManifest } = await import('../manifest/run-manifest.ts')
      await runManifest(options)
    })
}

const notes = `
The migrations are replayed, to know the schema that they make. Of Neon, the
roles ${neonRoles.join(', ')} are there before the first; what
else the host provides is for --prelude. --replay-on is a secret where it holds
a password.

The manifest that stands in the file is compared first: what a database that has
run all of it will be reported for is a warning, and with --append-only an
error.`

function parseCommits(text: string): number | 'all' {
  if (text === 'all') return text
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UserError(
    `--git-history ${JSON.stringify(text)} is neither a number of commits nor \`all\`.`,
  )
}
