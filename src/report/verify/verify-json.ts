import * as z from 'zod/mini'
import { Severity } from '../../core/severity.ts'
import type { Annotation } from '../annotation.ts'
import { safeJson } from '../verdict-json.ts'
import type { Verification } from './verification.ts'

const Problem = z.object({
  rule: z.string(),
  key: z.string(),
  severity: Severity,
  title: z.string(),
  text: z.string(),
  place: z.nullable(z.object({ file: z.string(), line: z.optional(z.int()) })),
  isInBaseline: z.boolean(),
})

/** What `verify --format json` says. */
export const VerifyJson = z.object({
  format: z.literal(1),
  status: z.enum(['good', 'problems', 'could-not-tell']),
  subject: z.string(),
  migrations: z.int(),
  added: z.nullable(z.int()),
  rules: z.array(z.string()),
  problems: z.array(Problem),
  notTold: z.array(z.string()),
  notes: z.array(z.string()),
})
type VerifyJson = z.infer<typeof VerifyJson>

/** What was found as JSON, as `verify.schema.json` describes it; safe in a terminal. */
export function verifyJson(verification: Verification): string {
  const { status, subject, migrations, added, rules, problems, old, notTold, notes } = verification
  const value: VerifyJson = {
    format: 1,
    status,
    subject,
    migrations,
    added: added ?? null,
    rules: rules.map(({ id }) => id),
    problems: [
      ...problems.map((each) => shown(each, false)),
      ...old.map((each) => shown(each, true)),
    ],
    notTold: [...notTold],
    notes: [...notes],
  }
  return safeJson(value)
}

function shown(
  { rule, key, severity, title, text, place }: Annotation,
  isInBaseline: boolean,
): VerifyJson['problems'][number] {
  return { rule, key, severity, title, text, place: place ?? null, isInBaseline }
}

/** The JSON Schema (draft 2020-12) of `verifyJson`, published as `verify.schema.json`. */
export function verifyJsonSchema(): Readonly<Record<string, unknown>> {
  const whole = VerifyJson.shape
  const { rule, key, severity, title, text, place, isInBaseline } = Problem.shape
  const told = [
    [VerifyJson, 'What is wrong with a folder of migrations, and with what a branch does to it.'],
    [whole.format, 'Another number would be another schema.'],
    [
      whole.status,
      '`good`: nothing to fail for. `problems`: something of the severity that was asked for, or worse. `could-not-tell`: not all that was asked for could be looked at.',
    ],
    [whole.subject, "The migrations folder, relative to its repository's root."],
    [whole.migrations, 'How many migrations it declares.'],
    [whole.added, 'How many of them are new; null without `--base`.'],
    [whole.rules, 'What was looked at, whether something was wrong with it or not.'],
    [whole.problems, 'All of them, those of the baseline included.'],
    [whole.notTold, 'What was asked for and could not be told, in whole sentences.'],
    [whole.notes, 'What need not be looked at, or is good to know, in whole sentences.'],
    [rule, 'What should hold and does not, such as `edited`.'],
    [key, 'Stays the same for as long as the problem lasts, whatever line it moves to.'],
    [severity, 'How bad it is.'],
    [title, 'A few words.'],
    [text, 'Whole sentences, and SQL on lines of its own: what is wrong, and what to do.'],
    [place, "Where people see it, relative to the repository's root; lines count from 1."],
    [isInBaseline, 'Known by the baseline, and so no reason to fail.'],
  ] as const
  const metadata = z.registry<{ readonly description: string }>()
  for (const [schema, description] of told) metadata.add(schema, { description })
  const { $schema, ...schema } = z.toJSONSchema(VerifyJson, {
    target: 'draft-2020-12',
    // As input, an object may have more fields: a later version can add some without a break.
    io: 'input',
    metadata,
  })
  return { $schema, $id: 'urn:driftwatch:verify', title: 'Driftwatch verify', ...schema }
}
