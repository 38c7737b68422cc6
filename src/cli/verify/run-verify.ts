import { isAtLeast, type Severity } from '../../core/severity.ts'
import { assertNever } from '../../core/never.ts'
import { formatBaseline } from '../../io/baseline.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import { redactor } from '../../io/redact.ts'
import type { Annotation } from '../../report/annotation.ts'
import type { Annotated } from '../../report/annotations/annotated.ts'
import { harmless } from '../../report/rich-text.ts'
import { verifyRules } from '../../report/verify/rules.ts'
import { type Verification, verifyHeadline } from '../../report/verify/verification.ts'
import { verifyJson } from '../../report/verify/verify-json.ts'
import { verifyText } from '../../report/verify/verify-text.ts'
import { wordProblem } from '../../report/verify/word-problem.ts'
import { annotationsIn } from '../annotation-format.ts'
import { exitCodes } from '../exit-code.ts'
import { annotationFormats } from '../formats.ts'
import { outputFor } from '../output.ts'
import { secretsIn, secretVariables } from '../secrets-in.ts'
import { readBaseline, splitByBaseline } from './baseline.ts'
import type { VerifyRequest } from './request.ts'
import { verify } from './verify.ts'

const formats = ['text', 'json', ...annotationFormats] as const

export interface VerifyOptions extends VerifyRequest {
  readonly format: (typeof formats)[number]
  readonly failOn: Severity
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly color?: boolean
}

/** Runs the checks, prints what they came to, and sets the exit code. */
export async function runVerify(options: VerifyOptions): Promise<void> {
  const { failOn, baseline, writeBaseline } = options
  const known = baseline === undefined ? undefined : await readBaseline(baseline)
  const found = await verify(options, Date.now())
  // What a schema, drizzle-kit and PostgreSQL say may quote what they were given.
  const redact = redactor([
    ...secretsIn(process.argv, process.env),
    ...secretVariables(process.env),
  ])
  const annotations = found.problems
    .map(wordProblem)
    .map((each) => ({ ...each, title: redact(each.title), text: redact(each.text) }))
  if (writeBaseline !== undefined) {
    await writeAtomically(writeBaseline, formatBaseline(annotations))
    for (const text of found.notTold) process.stderr.write(`warning: ${harmless(redact(text))}\n`)
    const count = annotations.length === 1 ? '1 problem is' : `${annotations.length} problems are`
    process.stdout.write(`${writeBaseline}: ${count} known from here on.\n`)
    return
  }
  const split =
    known === undefined ? undefined : splitByBaseline(annotations, known, baseline ?? '')
  const problems = split?.problems ?? annotations
  const isFailing = ({ severity }: Annotation) => isAtLeast(severity, failOn)
  const notTold = found.notTold.map(redact)
  const status = problems.some(isFailing)
    ? 'problems'
    : notTold.length > 0
      ? 'could-not-tell'
      : 'good'
  const rules = new Set<string>(found.rules)
  const verification: Verification = {
    status,
    subject: found.path,
    rules: Object.entries(verifyRules)
      .map(([id, text]) => ({ id, text }))
      .filter(({ id }) => rules.has(id)),
    migrations: found.migrations,
    added: found.added,
    problems,
    old: split?.old ?? [],
    notTold,
    notes: [...(split?.notes ?? []), ...found.notes.map(redact)],
  }
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode = exitCodeOf(status)
  process.stdout.write(await reportOf(verification, options, isFailing))
}

function exitCodeOf(status: Verification['status']): 0 | 1 | 2 {
  switch (status) {
    case 'good':
      return exitCodes.inSync
    case 'problems':
      return exitCodes.drifted
    case 'could-not-tell':
      return exitCodes.couldNotTell
    default:
      return assertNever(status)
  }
}

async function reportOf(
  verification: Verification,
  { format, color }: VerifyOptions,
  isFailing: (annotation: Annotation) => boolean,
): Promise<string> {
  const annotated: Annotated = {
    command: 'driftwatch verify',
    headline: verifyHeadline(verification),
    subject: verification.subject,
    rules: verification.rules,
    annotations: verification.problems,
    notes: [...verification.notTold, ...verification.notes],
  }
  switch (format) {
    case 'text':
      return verifyText(verification, outputFor(process.stdout, process.env, color))
    case 'json':
      return verifyJson(verification)
    case 'github':
    case 'markdown':
    case 'sarif':
    case 'junit':
      return annotationsIn(format, annotated, isFailing)
    default:
      return assertNever(format)
  }
}
