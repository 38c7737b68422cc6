import packageJson from '../../../package.json' with { type: 'json' }
import { OutsideError, UserError } from '../../io/errors.ts'
import { redactor } from '../../io/redact.ts'
import type { Document } from '../../report/audit/document.ts'
import { redactDocument } from '../../report/audit/redact-document.ts'
import { documentInTerminal } from '../../report/audit/terminal.ts'
import {
  begunDocument,
  earlierNote,
  errorDocument,
  type Occasion,
  unfinishedDocument,
  withOccasion,
} from '../../report/migrate/not-run-documents.ts'
import { holderInWords } from '../../report/migrate/locked-document.ts'
import { notRunJson, unfinishedJson } from '../../report/migrate/not-run-json.ts'
import { proofJson } from '../../report/migrate/proof-json.ts'
import type { NotRunJson } from '../../report/migrate/proof-shape.ts'
import { join, plainText } from '../../report/rich-text.ts'
import { withCleanUp } from '../clean-up.ts'
import { migratorChild } from '../commands/migrator-child.ts'
import { exitCodes } from '../exit-code.ts'
import { outputFor } from '../output.ts'
import { secretsIn } from '../secrets-in.ts'
import { migrate } from './migrate.ts'
import { checkProofFiles } from './prepare.ts'
import { keepUnfinished, type Proofs, proofsIn, type Redact, type Told } from './proofs.ts'
import { redactOutcome } from './redact-outcome.ts'
import { type MigrateOptions, rehearsalOf, requestOf } from './request-of.ts'
import { type Effects, type MigrateRequest, type Step, steps } from './request.ts'
import { documentOf, exitCodeOf } from './tell-outcome.ts'
import type { Outcome } from './outcome.ts'

/** Told as each step begins; tests end the process there. */
export type OnStep = (step: Step) => void

/** Runs the pending migrations under control, says what came of it, and sets the exit code. */
export async function runMigrate(
  options: MigrateOptions,
  onStep: OnStep = tellStep,
): Promise<void> {
  const { proof: files } = options
  const redact = redactorOf(options)
  await checkProofFiles(files)
  const kept = await keepUnfinished(files)
  const occasion = { startedAt: Date.now(), driftwatch: packageJson.version }
  const proofs = proofsIn(files, redact)
  await mustWrite(proofs, notRunTold('begun', begunDocument, occasion))

  const ending = new AbortController()
  const done = Promise.withResolvers<void>()
  let isStarted = false
  const effects: Effects = {
    signal: ending.signal,
    entry: { file: process.argv[1] ?? '', args: [migratorChild] },
    async begins(begun) {
      const document = unfinishedDocument(begun)
      await mustWrite(proofs, { document, json: unfinishedJson(begun, document) })
    },
    reached(step) {
      // From there on, the database is looked at, whatever happens.
      if (steps.indexOf(step) <= steps.indexOf('migrate')) ending.signal.throwIfAborted()
      if (step === 'migrate') isStarted = true
      onStep(step)
    },
    blocked(holders) {
      const who = plainText(join(holders.map(holderInWords), ' '))
      process.stderr.write(
        redact(`The migrator waits for a lock that another session holds. ${who}\n`),
      )
    },
  }
  await withCleanUp(
    async () => {
      ending.abort(new UserError('It was stopped before it was done.'))
      await done.promise
    },
    async () => {
      try {
        const request = await requestOf(options)
        const outcome = await migrate(request, await rehearsalOf(options), effects)
        if (outcome.status === 'ran') onStep('write the proof')
        await tell(outcome, { request, options, redact, proofs, occasion, kept })
      } catch (error) {
        if (isStarted) process.stderr.write(started)
        else {
          const document = errorDocument(redact(wordsOf(error)))
          const now = { ...occasion, endedAt: Date.now() }
          await proofs.writeOverOwn(notRunTold('error', document, now))
          if (ending.signal.aborted) process.stderr.write(notRun)
        }
        throw error
      } finally {
        done.resolve()
      }
    },
  )
}

const notRun = 'driftwatch: nothing was run, and nothing in the database was changed.\n'
const started =
  'driftwatch: the migrator was started, and what it did could not be looked at. Run `driftwatch migrate` again, in the same way: it looks first, and says what is recorded.\n'

function redactorOf({ databaseUrl, probe }: MigrateOptions): Redact {
  return redactor([
    ...secretsIn(process.argv, process.env),
    process.env['DRIFTWATCH_PROBE_TOKEN']?.trim(),
    databaseUrl,
    ...probe.map((url) => URL.parse(url)?.search),
  ])
}

/** Before anything is run: throws a `UserError` where a proof cannot be written. */
async function mustWrite(proofs: Proofs, told: Told): Promise<void> {
  const failures = await proofs.write(told)
  if (failures.length > 0) throw new UserError(`${failures.join(' ')} Nothing was run.`)
}

interface Telling {
  readonly request: MigrateRequest
  readonly options: MigrateOptions
  readonly redact: Redact
  readonly proofs: Proofs
  readonly occasion: Occasion
  /** What an earlier run had left unfinished, under its new names. */
  readonly kept: readonly string[]
}

/** First in the proofs: whoever reads the report may stop before its end. */
async function tell(whole: Outcome, telling: Telling): Promise<void> {
  const { request, options, redact, proofs, kept } = telling
  process.exitCode = exitCodeOf(whole)
  const outcome = redactOutcome(whole, redact)
  const document = withNote(documentOf(outcome, request), kept)
  const { actor } = request
  const occasion = { ...telling.occasion, actor: redact(actor), endedAt: Date.now() }
  const failures =
    outcome.status === 'ran'
      ? await proofs.write({ document, json: proofJson(outcome.run) })
      : await proofs.writeOverOwn(notRunTold(outcome.status, document, occasion))
  if (failures.length > 0) {
    process.exitCode = exitCodes.couldNotTell
    const words = outcome.status === 'ran' ? lostProof : ''
    process.stderr.write(redact(`driftwatch: ${failures.join(' ')}${words}\n`))
  }
  const output = outputFor(process.stdout, process.env, options.color)
  process.stdout.write(redact(documentInTerminal(redactDocument(document, redact), output)))
}

const lostProof =
  ' What it was to say stands on stdout: keep that as the proof, since a second run finds nothing pending and cannot say it again.'

function withNote(document: Document, kept: readonly string[]): Document {
  return kept.length === 0
    ? document
    : { ...document, blocks: [...document.blocks, earlierNote(kept)] }
}

function notRunTold(outcome: NotRunJson['outcome'], document: Document, occasion: Occasion): Told {
  return {
    document: withOccasion(document, occasion),
    json: notRunJson(outcome, document, occasion),
  }
}

function wordsOf(error: unknown): string {
  const isTold = error instanceof UserError || error instanceof OutsideError
  return isTold ? error.message : 'An error that should not be ended the run.'
}

/** One line for each, so that a log shows how far a run had come. */
function tellStep(step: Step): void {
  process.stderr.write(`${steps.indexOf(step) + 1} of ${steps.length}: ${step}\n`)
}
