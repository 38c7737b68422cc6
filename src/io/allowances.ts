import { type Allowance, AllowanceFile } from '../core/allowance.ts'
import { UserError } from './errors.ts'
import { firstProblem, parseJson, placeText } from './json.ts'
import { listText, oneLine } from './one-line-json.ts'

const wayOut = 'Mend it by hand or bring it back from git.'

/**
 * The allowances in the JSON value of an `allowances.json`.
 * Throws a `UserError` that names `where`, the entry's position and the field.
 */
export function parseAllowances(value: unknown, where: string): readonly Allowance[] {
  const file = AllowanceFile.safeParse(value)
  if (file.success) return file.data.allowances
  const { path, unknownKeys } = firstProblem(file.error)
  const [list, index, field] = path
  const [key] = unknownKeys
  if (list !== 'allowances' || typeof index !== 'number') {
    const place = placeText(key === undefined ? path : [...path, key])
    throw new UserError(
      `${where} is not a file of allowances${place && `: \`${place}\` is not as it should be`}. It looks like { "format": 1, "allowances": [ … ] }. ${wayOut}`,
    )
  }
  const fault =
    key !== undefined
      ? `has a field \`${key}\` that no allowance has`
      : field === undefined
        ? 'is no object'
        : `needs \`${String(field)}\`: ${expected.get(field) ?? 'a text'}`
  throw new UserError(`${where}: allowance ${index + 1} ${fault}. ${wayOut}`)
}

/** As `parseAllowances`, for the file's text. */
export function parseAllowancesText(text: string, where: string): readonly Allowance[] {
  return parseAllowances(parseJson(text, where, wayOut), where)
}

/** The text of an `allowances.json`: one allowance a line, in the order given. */
export function formatAllowances(allowances: readonly Allowance[]): string {
  const lines = allowances.map(({ hash, reason, owner, date, expires, manifest }) =>
    // A field without a value is left out of JSON.
    oneLine({ hash, reason, owner, date, expires, manifest }),
  )
  return `{\n  "format": 1,\n  "allowances": ${listText(lines)}\n}\n`
}

const day = 'a day, such as 2026-02-14'
const expected: ReadonlyMap<PropertyKey, string> = new Map([
  ['hash', 'the 64 lower-case hexadecimal digits of the row that it allows'],
  ['reason', 'why the row may stand there, in 1 to 1000 characters'],
  ['owner', 'who answers for it, in 1 to 200 characters'],
  ['date', `${day}, on which it was granted`],
  ['expires', `${day}, the last on which it holds; or leave it out`],
  ['manifest', 'the name of the one manifest that it is for; or leave it out'],
])
