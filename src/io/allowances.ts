import type * as z from 'zod/mini'
import { type Allowance, AllowanceFile, type IgnoreRule } from '../core/allowance.ts'
import { objectTypes } from '../core/schema/catalog-object.ts'
import { UserError } from './errors.ts'
import { firstProblem, parseJson, placeText } from './json.ts'
import { listText, oneLine } from './one-line-json.ts'

/** All that an `allowances.json` accepts. */
export interface Exceptions {
  readonly allowances: readonly Allowance[]
  readonly rules: readonly IgnoreRule[]
}

const wayOut = 'Mend it by hand or bring it back from git.'

/**
 * The exceptions in the JSON value of an `allowances.json`.
 * Throws a `UserError` that names `where`, the entry's position and the field.
 */
export function parseAllowances(value: unknown, where: string): Exceptions {
  const file = AllowanceFile.safeParse(value)
  if (file.success) return { allowances: file.data.allowances, rules: file.data.ignore ?? [] }
  throw new UserError(`${where}${faultOf(file.error)} ${wayOut}`)
}

/** As `parseAllowances`, for the file's text. */
export function parseAllowancesText(text: string, where: string): Exceptions {
  return parseAllowances(parseJson(text, where, wayOut), where)
}

/** The text of an `allowances.json`: one exception a line, in the order given. */
export function formatAllowances(
  allowances: readonly Allowance[],
  rules: readonly IgnoreRule[] = [],
): string {
  const lines = allowances.map(({ hash, reason, owner, date, expires, manifest }) =>
    // A field without a value is left out of JSON.
    oneLine({ hash, reason, owner, date, expires, manifest }),
  )
  const ruleLines = rules.map(({ object, reason, owner, date, expires, manifest }) =>
    oneLine({ object, reason, owner, date, expires, manifest }),
  )
  const ignore = rules.length === 0 ? '' : `,\n  "ignore": ${listText(ruleLines)}`
  return `{\n  "format": 1,\n  "allowances": ${listText(lines)}${ignore}\n}\n`
}

function faultOf(error: z.core.$ZodError): string {
  const { path, unknownKeys } = firstProblem(error)
  const [list, index, field] = path
  const [key] = unknownKeys
  const entry = list === undefined ? undefined : entries.get(list)
  if (entry === undefined || typeof index !== 'number') {
    const place = placeText(key === undefined ? path : [...path, key])
    return ` is not a file of allowances${place && `: \`${place}\` is not as it should be`}. It looks like { "format": 1, "allowances": [ … ] }, and may have "ignore": [ … ].`
  }
  const fault =
    key !== undefined
      ? `has a field \`${key}\` that no ${entry} has`
      : field === undefined
        ? 'is no object'
        : `needs \`${String(field)}\`: ${expected.get(field) ?? 'a text'}`
  return `: ${entry} ${index + 1} ${fault}.`
}

/** What the entries of each list are called. */
const entries: ReadonlyMap<PropertyKey, string> = new Map([
  ['allowances', 'allowance'],
  ['ignore', 'ignore rule'],
])

const day = 'a day, such as 2026-02-14'
const expected: ReadonlyMap<PropertyKey, string> = new Map([
  ['hash', 'the 64 lower-case hexadecimal digits of the row that it allows'],
  [
    'object',
    `a type and a name, such as \`table public.audit_*\`; the types are ${objectTypes.join(', ')}, or \`*\` for all`,
  ],
  ['reason', 'why it is accepted, in 1 to 1000 characters'],
  ['owner', 'who answers for it, in 1 to 200 characters'],
  ['date', `${day}, on which it was granted`],
  ['expires', `${day}, the last on which it holds; or leave it out`],
  ['manifest', 'the name of the one manifest that it is for; or leave it out'],
])
