import * as z from 'zod/mini'
import { UserError } from './errors.ts'
import { firstProblem, parseJson, placeText } from './json.ts'

/** A problem that a team knows of, and does not want to fail for. */
const Known = z.strictObject({ key: z.string(), title: z.string() })
export type Known = Readonly<z.infer<typeof Known>>

const Baseline = z.strictObject({ format: z.literal(1), problems: z.array(Known) })

const wayOut = 'Take it from git as it was, or write it anew with --write-baseline.'

/** The problems of a baseline's file. Throws a `UserError` that names `where` and the place in it. */
export function parseBaseline(text: string, where: string): readonly Known[] {
  const parsed = Baseline.safeParse(parseJson(text, where, wayOut))
  if (parsed.success) return parsed.data.problems
  const { path, unknownKeys } = firstProblem(parsed.error)
  const place = path.length === 0 ? 'the document' : placeText(path)
  const fault =
    unknownKeys.length > 0 ? `has an unknown ${unknownKeys.join(', ')}` : 'is not as it should be'
  throw new UserError(`${where} is no baseline: ${place} ${fault}. ${wayOut}`)
}

/** One problem a line and in one order, so that branches conflict only where they have to. */
export function formatBaseline(problems: readonly Known[]): string {
  const unique = [...new Map(problems.map((each) => [each.key, each])).values()]
  const lines = unique
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ key, title }) => `    ${JSON.stringify({ key, title })}`)
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
  return `{\n  "format": 1,\n  "problems": ${list}\n}\n`
}
