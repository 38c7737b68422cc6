import { Command, Option } from 'commander'
import { audit } from '../../core/audit.ts'
import { isAtLeast, severities, type Severity } from '../../core/finding.ts'
import type { Manifest } from '../../core/manifest.ts'
import { assertNever } from '../../core/never.ts'
import type { Verdict } from '../../core/verdict.ts'
import { terminalReport } from '../../report/terminal.ts'
import { verdictJson } from '../../report/verdict-json.ts'
import { exitCodeFor } from '../exit-code.ts'
import { annotationFormats } from '../formats.ts'
import { type LookOptions, lookAtDatabase } from '../look.ts'
import { outputFor } from '../output.ts'
import { allowancesFile } from '../published.ts'

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

interface Options extends LookOptions {
  readonly format: (typeof formats)[number]
  readonly failOn: Severity
  readonly color?: boolean
}

async function runCheck(_own: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<Options>()
  const { manifest, observation, allowances, rules, connectionFrom } = await lookAtDatabase(options)
  const verdict = audit({
    target: manifest.name,
    manifest,
    observation,
    allowances,
    rules,
    now: Date.now(),
    failOn: options.failOn,
  })
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode = exitCodeFor(verdict)
  process.stdout.write(await reportOf(verdict, manifest, connectionFrom, options))
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
      const annotated = annotateVerdict(verdict, subject, manifest)
      return annotationsIn(format, annotated, ({ severity }) => isAtLeast(severity, failOn))
    }
    default:
      return assertNever(format)
  }
}
