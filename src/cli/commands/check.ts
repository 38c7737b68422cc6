import { dirname, join } from 'node:path'
import { Command, Option } from 'commander'
import type { Allowance } from '../../core/allowance.ts'
import { audit } from '../../core/audit.ts'
import { severities, type Severity } from '../../core/finding.ts'
import { assertNever } from '../../core/never.ts'
import type { Verdict } from '../../core/verdict.ts'
import { parseConnectionString } from '../../io/connection-string.ts'
import { readFileIfThere } from '../../io/drizzle/read-file.ts'
import { UserError } from '../../io/errors.ts'
import { openTarget } from '../../io/postgres/open-target.ts'
import { readTarget } from '../../io/read-target.ts'
import { terminalReport } from '../../report/terminal.ts'
import { verdictJson } from '../../report/verdict-json.ts'
import { exitCodeFor } from '../exit-code.ts'
import { outputFor } from '../output.ts'
import { allowancesFile, readAllowances, readManifest } from '../published.ts'

/** `driftwatch check`: one verdict on one database. */
export function checkCommand(): Command {
  return new Command('check')
    .description('compare a database with a manifest; exit 0 in sync, 1 drifted, 2 could not tell')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .option('--allowances <file>', `accepted exceptions (default: ${allowancesFile} beside it)`)
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .addOption(new Option('--format <format>', 'how to say it').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that counts as drift')
        .choices(severities)
        .default('warning'),
    )
    .action(run)
}

const formats = ['text', 'json'] as const

interface Options {
  readonly manifest: string
  readonly allowances?: string
  readonly databaseUrl?: string
  readonly format: (typeof formats)[number]
  readonly failOn: Severity
  readonly color?: boolean
}

async function run(_own: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<Options>()
  const manifest = await readManifest(options.manifest)
  const allowances = await allowancesOf(options)
  const connection =
    options.databaseUrl === undefined
      ? parseConnectionString(process.env['DATABASE_URL'], 'DATABASE_URL')
      : parseConnectionString(options.databaseUrl, '--database-url')
  const endpoint = process.env['DRIFTWATCH_NEON_ENDPOINT']
  const verdict = audit({
    target: manifest.name,
    manifest,
    observation: await readTarget(openTarget(connection, { endpoint }), manifest.ledger),
    allowances,
    now: Date.now(),
    failOn: options.failOn,
  })
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode = exitCodeFor(verdict)
  process.stdout.write(reportOf(verdict, options))
}

async function allowancesOf({ allowances, manifest }: Options): Promise<readonly Allowance[]> {
  if (allowances === undefined) return readAllowances(join(dirname(manifest), allowancesFile))
  if ((await readFileIfThere(allowances)) !== undefined) return readAllowances(allowances)
  throw new UserError(
    `${allowances} does not exist. Make it with \`driftwatch allow <hash> --file ${allowances}\`, or leave --allowances out.`,
  )
}

function reportOf(verdict: Verdict, { format, color }: Options): string {
  switch (format) {
    case 'text':
      return terminalReport(verdict, outputFor(process.stdout, process.env, color))
    case 'json':
      return verdictJson(verdict)
    default:
      return assertNever(format)
  }
}
