import * as z from 'zod/mini'
import { UserError } from '../errors.ts'
import { firstProblem, parseJson, placeText } from '../json.ts'

/** What Driftwatch needs of an entry; Drizzle itself ignores `idx` and `breakpoints`. */
const Entry = z.object({ when: z.int().check(z.nonnegative()), tag: z.string() })
export type JournalEntry = Readonly<z.infer<typeof Entry>>

const Head = z.object({ version: z.unknown(), dialect: z.unknown(), entries: z.unknown() })

/** drizzle-kit 0.x: `5` and `pg` are of old projects, whose journal no later version rewrote. */
const versions: readonly unknown[] = ['5', '6', '7']
const dialects: readonly unknown[] = ['postgresql', 'pg']

/**
 * The entries of `meta/_journal.json` in the order in which Drizzle 0.x runs them: the array's own.
 * Throws a `UserError` that names `where` and the entry.
 */
export function parseJournal(text: string, where: string): readonly JournalEntry[] {
  const wayOut = 'Take the version from git that is whole, or resolve the merge.'
  const head = Head.safeParse(parseJson(text, where, wayOut))
  if (!head.success || head.data.dialect === undefined) {
    throw new UserError(
      `${where} is not a drizzle-kit journal, which is an object with version, dialect and entries. ${wayOut}`,
    )
  }
  const { version, dialect, entries } = head.data
  if (!dialects.includes(dialect)) {
    throw new UserError(
      `${where} is for the dialect ${JSON.stringify(dialect)}. Driftwatch reads PostgreSQL histories only.`,
    )
  }
  if (!versions.includes(version)) {
    throw new UserError(
      `${where} has the version ${JSON.stringify(version)}, which Driftwatch does not know (it knows 5, 6 and 7). Update Driftwatch, or run \`drizzle-kit up\`.`,
    )
  }
  if (!Array.isArray(entries)) {
    throw new UserError(`${where} is not a drizzle-kit journal: "entries" is no list. ${wayOut}`)
  }
  const parsed = entries.map((entry: unknown, index) =>
    parseEntry(entry, `entry ${index + 1}`, where),
  )
  refuseRepeats(parsed, where)
  return parsed
}

function parseEntry(value: unknown, position: string, where: string): JournalEntry {
  const entry = Entry.safeParse(value)
  if (!entry.success) {
    const field = placeText(firstProblem(entry.error).path)
    const expected = field === 'when' ? 'whole milliseconds since 1970' : 'a text'
    const fault = field === '' ? 'is no object' : `has a "${field}" that is not ${expected}`
    throw new UserError(`${where}: ${position} ${fault}. Take that entry from git as it was made.`)
  }
  const { tag } = entry.data
  // A tag becomes a path: it must not lead out of the folder.
  if (/[/\\\p{Cc}]/u.test(tag) || tag === '' || tag.startsWith('..')) {
    throw new UserError(
      `${where}: ${position} has the tag ${JSON.stringify(tag)}, which is no file name. A tag is the name of an SQL file in the folder, without \`.sql\`.`,
    )
  }
  return entry.data
}

function refuseRepeats(entries: readonly JournalEntry[], where: string): void {
  const tags = new Map<string, number>()
  const whens = new Map<number, string>()
  for (const [index, { tag, when }] of entries.entries()) {
    const first = tags.get(tag)
    if (first !== undefined) {
      throw new UserError(
        `${where}: entries ${first} and ${index + 1} have the same tag, ${tag}. Remove one of them.`,
      )
    }
    const twin = whens.get(when)
    if (twin !== undefined) {
      throw new UserError(
        `${where}: ${twin} and ${tag} have the same "when", ${when}, by which Drizzle knows them. Give a later one to the migration that no database has run yet.`,
      )
    }
    tags.set(tag, index + 1)
    whens.set(when, tag)
  }
}
