import { extname } from 'node:path'
import { parseTableName } from '../../core/migrate/compare-tables.ts'
import type { Run } from '../../core/migrate/run.ts'
import { defaultLedgerTable, type LedgerTable } from '../../core/ledger.ts'
import { assertNever } from '../../core/never.ts'
import { parseConnectionString } from '../../io/connection-string.ts'
import { UserError } from '../../io/errors.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import type { Driver } from '../../io/migrate/migrator.ts'
import { redactor } from '../../io/redact.ts'
import type { Document } from '../../report/audit/document.ts'
import { documentInMarkdown } from '../../report/audit/markdown.ts'
import { documentInTerminal } from '../../report/audit/terminal.ts'
import { proofDocument } from '../../report/migrate/proof-document.ts'
import { proofJson } from '../../report/migrate/proof-json.ts'
import { withCleanUp } from '../clean-up.ts'
import { migratorChild } from '../commands/migrator-child.ts'
import { connectionStringOf, exceptionsOf } from '../sources.ts'
import { outputFor } from '../output.ts'
import { publishedFolder } from '../published.ts'
import { secretsIn } from '../secrets-in.ts'
import { documentOf, exitCodeOf } from './tell-outcome.ts'
import { migrate } from './migrate.ts'
import { checkProofFiles } from './prepare.ts'
import { embeddedRehearsal, type Rehearsal } from './rehearsal.ts'
import { type Effects, type MigrateRequest, type Rehearse, type Step, steps } from './request.ts'
import { parseProbes } from './parse-probes.ts'
import { findWho } from './who.ts'

export interface MigrateOptions {
  readonly migrations: string
  readonly name: string
  readonly ledger?: LedgerTable
  readonly databaseUrl?: string
  readonly driver?: Driver
  readonly allowances?: string
  readonly prelude: readonly string[]
  readonly rehearse: Rehearse
  readonly neonProject?: string
  readonly untouched: readonly string[]
  readonly probe: readonly string[]
  readonly expect: readonly string[]
  readonly probeMayBeRed?: true
  readonly proof: readonly string[]
  readonly dryRun?: true
  readonly color?: boolean
}

/** Told as each step begins; tests end the process there. */
export type OnStep = (step: Step) => void

/** Runs the pending migrations under control, says what came of it, and sets the exit code. */
export async function runMigrate(
  options: MigrateOptions,
  onStep: OnStep = tellStep,
): Promise<void> {
  const request = await requestOf(options)
  const rehearsal = await rehearsalOf(options)
  await checkProofFiles(options.proof)
  const redact = redactor([
    ...secretsIn(process.argv, process.env),
    request.token,
    options.databaseUrl,
  ])
  const ending = new AbortController()
  const done = Promise.withResolvers<void>()
  const effects: Effects = {
    signal: ending.signal,
    entry: { file: process.argv[1] ?? '', args: [migratorChild] },
    reached(step) {
      // From there on, the database is looked at, whatever happens.
      if (steps.indexOf(step) <= steps.indexOf('migrate')) ending.signal.throwIfAborted()
      onStep(step)
    },
  }
  await withCleanUp(
    async () => {
      ending.abort(new UserError('It was stopped before it was done.'))
      await done.promise
    },
    async () => {
      try {
        const outcome = await migrate(request, rehearsal, effects).catch((error: unknown) => {
          if (ending.signal.aborted) process.stderr.write(notRun)
          throw error
        })
        // First, so that it stands even if nobody reads the report to its end.
        process.exitCode = exitCodeOf(outcome)
        const document = documentOf(outcome, request)
        process.stdout.write(
          redact(
            documentInTerminal(document, outputFor(process.stdout, process.env, options.color)),
          ),
        )
        if (outcome.status === 'ran') {
          onStep('write the proof')
          await writeProofs(options.proof, outcome.run, redact)
        }
      } finally {
        done.resolve()
      }
    },
  )
}

/** Once the migrator was started, there is an outcome, and no error. */
const notRun = 'driftwatch: nothing was run, and nothing in the database was changed.\n'

async function requestOf(options: MigrateOptions): Promise<MigrateRequest> {
  const { text, from } = connectionStringOf(options.databaseUrl)
  return {
    migrations: options.migrations,
    name: options.name,
    ledger: options.ledger ?? defaultLedgerTable,
    connection: parseConnectionString(text, from),
    exceptions: await exceptionsOf(options.allowances, publishedFolder),
    driver: options.driver,
    preludes: options.prelude,
    untouched: options.untouched.flatMap((names) => names.split(',')).map(parseTableName),
    probes: parseProbes(options),
    probeMayBeRed: options.probeMayBeRed === true,
    token: process.env['DRIFTWATCH_PROBE_TOKEN']?.trim() ?? '',
    dryRun: options.dryRun === true,
    actor: await findWho(options.migrations),
  }
}

async function rehearsalOf({
  rehearse,
  neonProject,
}: MigrateOptions): Promise<Rehearsal | undefined> {
  switch (rehearse) {
    case 'embedded':
      return embeddedRehearsal
    case 'neon-branch': {
      const { branchRehearsal, neonAccessOf } = await import('./branch-rehearsal.ts')
      return branchRehearsal(neonAccessOf(neonProject, process.env))
    }
    case 'none':
      return undefined
    default:
      return assertNever(rehearse)
  }
}

async function writeProofs(
  files: readonly string[],
  run: Run,
  redact: (text: string) => string,
): Promise<void> {
  for (const file of files) {
    await writeAtomically(file, redact(await proofIn(file, proofDocument(run), run)))
  }
}

async function proofIn(file: string, document: Document, run: Run): Promise<string> {
  switch (extname(file)) {
    case '.json':
      return proofJson(run)
    case '.html': {
      const { documentInHtml } = await import('../../report/audit/html.ts')
      return documentInHtml(document)
    }
    default:
      return documentInMarkdown(document)
  }
}

/** One line for each, so that a log shows how far a run had come. */
function tellStep(step: Step): void {
  process.stderr.write(`${steps.indexOf(step) + 1} of ${steps.length}: ${step}\n`)
}
