import { dirname, join } from 'node:path'
import { Command, Option } from 'commander'
import { defaultLedgerTable, ledgerName, type LedgerTable } from '../../core/ledger.ts'
import type { Manifest } from '../../core/manifest.ts'
import { UserError } from '../../io/errors.ts'
import { neonRoles } from '../../io/replay/neon-prelude.ts'
import { harmless } from '../../report/rich-text.ts'
import { makeManifest, writeManifest } from '../make-manifest.ts'
import { manifestSummary } from '../manifest-summary.ts'
import { parseLedger, parseName } from '../parse-options.ts'
import { publishedChanges } from '../published-changes.ts'
import {
  allowancesFile,
  publishedFolder,
  readAllowances,
  readManifestIfThere,
} from '../published.ts'

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
    .option(
      '--prelude <file>',
      'SQL to run before the migrations: what the host provides (can be repeated)',
      (file: string, before: readonly string[]) => [...before, file],
      [],
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
    .action(run)
}

const notes = `
The migrations are replayed, to know the schema that they make. Of Neon, the roles
${neonRoles.join(', ')} are there before the first; what else
the host provides is for --prelude. --replay-on is a secret where it holds a password.

The manifest that stands in the file is compared first: what a database that has run
all of it will be reported for is a warning, and with --append-only an error.`

async function run(options: Options): Promise<void> {
  const { migrations, name, ledger = defaultLedgerTable, appendOnly = false, gitHistory } = options
  const schema =
    options.ledgerOnly === true
      ? 'ledger-only'
      : { preludes: options.prelude, on: options.replayOn }
  const file = options.out ?? join(publishedFolder, `${name}.json`)
  const made = await makeManifest({ migrations, name, ledger, schema, gitHistory })
  const { manifest, warnings, ...rest } = made
  const changes = await changesSince(file, manifest)
  if (appendOnly && changes.length > 0) {
    const lines = changes.map((change) => `\n  * ${change}`)
    throw new UserError(`${file} is left as it was, as --append-only asks:${lines.join('')}`)
  }
  await writeManifest(manifest, file, publishedFolder)
  for (const warning of [...warnings, ...changes]) {
    process.stderr.write(`warning: ${harmless(warning)}\n`)
  }
  const isPublished = options.out === undefined
  process.stdout.write(manifestSummary({ manifest, file, isPublished, ...rest }))
}

interface Options {
  readonly migrations: string
  readonly name: string
  readonly out?: string
  readonly ledger?: LedgerTable
  readonly appendOnly?: true
  readonly prelude: readonly string[]
  readonly replayOn?: string
  readonly ledgerOnly?: true
  readonly gitHistory?: number | 'all'
}

/** What should be known of a manifest before it takes the place of the one in the file. */
async function changesSince(file: string, after: Manifest): Promise<readonly string[]> {
  const before = await readManifestIfThere(file)
  if (before === undefined) return []
  if (before === 'unreadable') {
    return [
      `What stands in ${file} is no whole manifest, so what has changed since it was published cannot be told. See what git has of it: git diff HEAD -- ${file}`,
    ]
  }
  const { allowances } = await readAllowances(join(dirname(file), allowancesFile))
  return publishedChanges({ before, after, allowances, now: Date.now() })
}

function parseCommits(text: string): number | 'all' {
  if (text === 'all') return text
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UserError(
    `--git-history ${JSON.stringify(text)} is neither a number of commits nor \`all\`.`,
  )
}
