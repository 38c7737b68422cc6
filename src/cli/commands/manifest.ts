import { dirname, join } from 'node:path'
import { Command, Option } from 'commander'
import { defaultLedgerTable, ledgerName, LedgerTable } from '../../core/ledger.ts'
import { type Manifest, Name } from '../../core/manifest.ts'
import { UserError } from '../../io/errors.ts'
import { harmless } from '../../report/rich-text.ts'
import { makeManifest, writeManifest } from '../make-manifest.ts'
import { publishedChanges } from '../published-changes.ts'
import {
  allowancesFile,
  publishedFolder,
  readAllowances,
  readManifestIfThere,
} from '../published.ts'
import { checkCommandLines } from '../shell-command.ts'

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
    .addOption(
      new Option('--ledger-only', 'leave the schema out of the manifest').conflicts('prelude'),
    )
    .addHelpText('after', notes)
    .action(run)
}

const notes = `
The manifest that stands in the file is compared first: what a database that has run
all of it will be reported for is a warning, and with --append-only an error.`

async function run(options: Options): Promise<void> {
  const { migrations, name, ledger = defaultLedgerTable, appendOnly = false } = options
  const schema = options.ledgerOnly === true ? 'ledger-only' : { preludes: options.prelude }
  const file = options.out ?? join(publishedFolder, `${name}.json`)
  const { manifest, warnings } = await makeManifest({ migrations, name, ledger, schema })
  const changes = await changesSince(file, manifest)
  if (appendOnly && changes.length > 0) {
    const lines = changes.map((change) => `\n  * ${change}`)
    throw new UserError(`${file} is left as it was, as --append-only asks:${lines.join('')}`)
  }
  await writeManifest(manifest, file, publishedFolder)
  for (const warning of [...warnings, ...changes]) {
    process.stderr.write(`warning: ${harmless(warning)}\n`)
  }
  process.stdout.write(summary(manifest, file, options.out === undefined))
}

interface Options {
  readonly migrations: string
  readonly name: string
  readonly out?: string
  readonly ledger?: LedgerTable
  readonly appendOnly?: true
  readonly prelude: readonly string[]
  readonly ledgerOnly?: true
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

function parseName(text: string): string {
  if (Name.safeParse(text).success) return text
  throw new UserError(
    `--name ${JSON.stringify(text)} cannot be a file's name everywhere. Use 1 to 64 lower-case letters, digits, dots, dashes and underscores, with a letter or digit in front.`,
  )
}

function parseLedger(text: string): LedgerTable {
  const [schema, table, ...more] = text.split('.')
  const ledger = LedgerTable.safeParse({ schema, table })
  if (ledger.success && more.length === 0) return ledger.data
  throw new UserError(
    `--ledger ${JSON.stringify(text)} is not a schema and a table with a dot between them, such as ${ledgerName(defaultLedgerTable)}.`,
  )
}

function summary(manifest: Manifest, file: string, isPublished: boolean): string {
  const { migrations, source, git } = manifest
  const [first] = migrations
  const last = migrations.at(-1)
  const count = migrations.length === 1 ? '1 migration' : `${migrations.length} migrations`
  const span =
    first === undefined || last === undefined
      ? ''
      : first === last
        ? `: ${first.tag}`
        : `: ${first.tag} to ${last.tag}`
  const commit =
    git === null
      ? 'no commit known'
      : `commit ${git.commit.slice(0, 12)}${git.dirty ? ', with changes that are not committed' : ''}`
  const next = isPublished
    ? [`Next: Commit ${publishedFolder}/, and deploy the Worker before the migrations run.`]
    : []
  return [
    file,
    `  ${count}${span}`,
    `  from ${source}, ${commit}`,
    ...next,
    'To hold a database against it:',
    ...checkCommandLines(file).map((line) => `  ${line}`),
    '',
  ].join('\n')
}
