import { dirname, join } from 'node:path'
import { Command, Option } from 'commander'
import { audit } from '../../core/audit.ts'
import { driftwatchCommand } from '../../core/command.ts'
import { severities, type Severity } from '../../core/finding.ts'
import { coversSchema, type Manifest, withoutSchema } from '../../core/manifest.ts'
import { assertNever } from '../../core/never.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { Exceptions } from '../../io/allowances.ts'
import { parseConnectionString } from '../../io/connection-string.ts'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { UserError } from '../../io/errors.ts'
import { openTarget } from '../../io/postgres/open-target.ts'
import { readTarget } from '../../io/read-target.ts'
import { terminalReport } from '../../report/terminal.ts'
import { verdictJson } from '../../report/verdict-json.ts'
import { exitCodeFor } from '../exit-code.ts'
import { annotationFormats } from '../formats.ts'
import { outputFor } from '../output.ts'
import { allowancesFile, readAllowances, readManifest } from '../published.ts'
import { exampleOfUrl, shellWord } from '../shell-command.ts'

/** `driftwatch check`: one verdict on one database. */
export function checkCommand(): Command {
  return new Command('check')
    .description('compare a database with a manifest; exit 0 in sync, 1 drifted, 2 could not tell')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .option('--allowances <file>', `accepted exceptions (default: ${allowancesFile} beside it)`)
    .option('--no-schema', 'compare the ledger alone')
    .option('--database-url <url>', 'the database (default: DATABASE_URL in the environment)')
    .addOption(new Option('--format <format>', 'how to say it').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'the least severity that counts as drift')
        .choices(severities)
        .default('warning'),
    )
    .addHelpText('after', '\nOf the schema, grants and comments are not compared.')
    .action(runCheck)
}

const formats = ['text', 'json', ...annotationFormats] as const

interface Options {
  readonly manifest: string
  readonly allowances?: string
  readonly schema: boolean
  readonly databaseUrl?: string
  readonly format: (typeof formats)[number]
  readonly failOn: Severity
  readonly color?: boolean
}

async function runCheck(_own: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<Options>()
  const published = await readManifest(options.manifest)
  const manifest = options.schema
    ? published
    : withoutSchema(published, 'the option --no-schema leaves it out')
  const { allowances, rules } = await allowancesOf(options)
  const { text, from } = connectionStringOf(options)
  const connection = parseConnectionString(text, from)
  const endpoint = process.env['DRIFTWATCH_NEON_ENDPOINT']
  const run = openTarget(connection, { endpoint })
  const verdict = audit({
    target: manifest.name,
    manifest,
    observation: await readTarget(
      run,
      manifest.ledger,
      coversSchema(manifest) ? 'lines' : undefined,
    ),
    allowances,
    rules,
    now: Date.now(),
    failOn: options.failOn,
  })
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode = exitCodeFor(verdict)
  process.stdout.write(await reportOf(verdict, manifest, from, options))
}

async function allowancesOf({ allowances, manifest }: Options): Promise<Exceptions> {
  if (allowances === undefined) return readAllowances(join(dirname(manifest), allowancesFile))
  if ((await readFileIfThere(allowances)) !== undefined) return readAllowances(allowances)
  throw new UserError(
    `${allowances} does not exist. Make it with \`${driftwatchCommand(`allow <hash> --file ${shellWord(allowances)}`)}\`, or leave --allowances out.`,
  )
}

/** The connection string, and by which name a person knows the place that it was read from. */
function connectionStringOf({ databaseUrl }: Options): {
  readonly text: string
  readonly from: string
} {
  if (databaseUrl !== undefined) return { text: databaseUrl, from: '--database-url' }
  const text = process.env['DATABASE_URL']
  if (text !== undefined && text.trim() !== '') return { text, from: 'DATABASE_URL' }
  throw new UserError(
    `DATABASE_URL is not set. Give the connection string of the database, such as:\n  ${exampleOfUrl}`,
  )
}

async function reportOf(
  verdict: Verdict,
  manifest: Manifest,
  connectionFrom: string,
  { format, color, failOn, manifest: file }: Options,
): Promise<string> {
  switch (format) {
    case 'text': {
      const output = outputFor(process.stdout, process.env, color)
      return terminalReport(verdict, { ...output, connectionFrom })
    }
    case 'json':
      return verdictJson(verdict)
    case 'github':
    case 'markdown':
    case 'sarif':
    case 'junit': {
      // Most checks are read by a person, and need not wait for these.
      const { annotationsIn, pathInRepository } = await import('../annotation-format.ts')
      const { annotateVerdict } = await import('../../report/annotations/annotate-verdict.ts')
      const subject = await pathInRepository(file)
      return annotationsIn(format, annotateVerdict(verdict, subject, manifest), failOn)
    }
    default:
      return assertNever(format)
  }
}
