import type { FindingOf, RowProblem } from '../core/finding.ts'
import { assertNever } from '../core/never.ts'
import { join, type RichText, say } from './rich-text.ts'
import { dated, isNamed, shortHash, type Step, type Wording } from './wording-parts.ts'

/** A row whose date is still to come. */
export function wordFutureRow({ row }: FindingOf<'future-row'>, now: number): Wording {
  return {
    title: say`Row ${row.id} is dated in the future`,
    what: say`It is ${dated(row, now)}; its hash is ${shortHash(row.hash)}.`,
    likely: say`A ${'when'} in the journal or a ${'created_at'} in the ledger that was written by hand.`,
    consequence: say`Until that day Drizzle 0.x skips every migration that is generated, and reports success.`,
    next: [
      {
        text: say`If the journal has this date, correct its ${'when'} there and the row's ${'created_at'} together; otherwise correct or delete the row.`,
      },
    ],
  }
}

/** A row that Drizzle cannot have written. */
export function wordBadRow(finding: FindingOf<'bad-row'>): Wording {
  const { row, migration } = finding
  const standsFor = migration ? say` It stands for ${migration.tag}.` : []
  return {
    title: say`Row ${row.id} is not as Drizzle writes it`,
    what: say`${problemsInWords(finding)}${standsFor}`,
    likely: say`The row was inserted or changed by hand, or by a script.`,
    consequence: badConsequence(finding),
    next: [badNext(finding)],
  }
}

/** What is wrong with the row's values, a sentence each. */
export function problemsInWords(finding: FindingOf<'bad-row'>): RichText {
  const sentences = finding.problems.map((problem) => problemInWords(problem, finding))
  return join(sentences, ' ')
}

function problemInWords(problem: RowProblem, { row }: FindingOf<'bad-row'>): RichText {
  switch (problem) {
    case 'created-at-null':
      return say`Its ${'created_at'} is NULL.`
    case 'created-at-in-seconds':
      return say`Its ${'created_at'}, ${row.createdAt ?? ''}, is in seconds, where Drizzle writes milliseconds.`
    case 'created-at-not-milliseconds':
      return say`Its ${'created_at'}, ${row.createdAt ?? ''}, is no time in milliseconds.`
    case 'hash-not-sha256':
      return say`Its hash, ${row.hash}, is no SHA-256 in lower-case hex.`
    default:
      return assertNever(problem)
  }
}

function badConsequence({ row, problems, migration }: FindingOf<'bad-row'>): RichText {
  if (isNamed(row)) return say`Drizzle 1.0 goes by names, so it will not notice.`
  if (problems.includes('created-at-null')) {
    return say`Drizzle 0.x takes it for the newest row and its date for 1970, so it runs every migration again, every time.`
  }
  if (problems.includes('created-at-in-seconds')) {
    return say`Drizzle 0.x reads it as a day in January 1970. If no newer row stands beside it, every migration runs again.`
  }
  if (problems.includes('created-at-not-milliseconds')) {
    return say`Drizzle 0.x compares with it as it is: it may skip migrations, or run them again.`
  }
  const unclear = migration ? [] : say` What the row stands for cannot be told.`
  return say`Drizzle never compares hashes, so it will not notice.${unclear}`
}

function badNext({ row, problems, migration }: FindingOf<'bad-row'>): Step {
  if (migration === undefined) {
    return {
      text: say`Find out who wrote row ${row.id} and for what; then correct it or delete it.`,
    }
  }
  const stamp = say`its ${'created_at'} to ${String(migration.when)}`
  const hash = say`its ${'hash'} to ${migration.hash}`
  const parts = [
    ...(problems.some((problem) => problem !== 'hash-not-sha256') ? [stamp] : []),
    ...(problems.includes('hash-not-sha256') ? [hash] : []),
  ]
  return { text: say`In row ${row.id}, set ${join(parts, ' and ')}.` }
}
