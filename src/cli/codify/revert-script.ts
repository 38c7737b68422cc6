import { harmless, plainText, words } from '../../report/rich-text.ts'
import { plainPalette } from '../../report/palette.ts'
import { paragraph } from '../../report/terminal.ts'
import type { Ground } from './ground.ts'
import type { Reverted, Step } from './revert.ts'

type Paint = (text: string) => string
export const same: Paint = (text) => text

/** What a person runs to take a hand patch back: comments of at most 80 columns, and whole statements. */
export function scriptOf(
  { steps, withRows, givenBack, notGivenBack }: Reverted,
  ground: Ground,
  warn: Paint,
  paint: Paint,
): readonly string[] {
  const losing = steps.filter(({ losesData }) => losesData).length
  const labels = [...new Set(steps.flatMap(({ losesLabels }) => losesLabels))]
  const madeUp =
    withRows.length > 0
      ? 'without rows'
      : labels.length > 0
        ? `without rows that have ${either(labels)}`
        : 'without rows, and with rows that are made up'
  return [
    ...prose(
      'What takes the live schema back to the declared one, in the order in which it can run.',
    ),
    ...prose(
      `Proven on the live schema made again in an embedded PostgreSQL, ${madeUp}. Nothing was run on the database.`,
    ),
    ...(losing === 0
      ? []
      : prose(
          losing === 1
            ? 'DESTRUCTIVE: 1 of these statements deletes data. Take a backup first.'
            : `DESTRUCTIVE: ${losing} of these statements delete data. Take a backup first.`,
        ).map(warn)),
    ...(withRows.length === 0
      ? []
      : [
          ...prose('With rows in the tables it may fail:'),
          ...withRows.flatMap((text) => prose(text, 2)),
        ]),
    ...leftOutComment(ground),
    'BEGIN;',
    ...steps.flatMap((step) => [
      ...aboutStep(step, warn),
      ...statement(step.sql).map((line) => paint(line)),
    ]),
    ...(givenBack.length === 0
      ? []
      : prose('What the objects that were made anew had of owners, grants and comments:')),
    ...givenBack.flatMap((sql) => statement(sql).map((line) => paint(line))),
    ...(notGivenBack.length === 0
      ? []
      : prose('This could not be given back, as it fails after the statements above:')),
    ...notGivenBack.flatMap(({ sql, why }) => [...comment(sql), ...prose(why, 4)]),
    'COMMIT;',
  ]
}

function aboutStep({ losesData, losesLabels, remakes }: Step, warn: Paint): readonly string[] {
  return [
    ...(losesData ? [warn('-- DESTRUCTIVE: this deletes data.')] : []),
    ...(losesLabels.length === 0
      ? []
      : prose(`Fails where a row has ${either(losesLabels)}: change those rows first.`).map(warn)),
    ...(remakes === undefined
      ? []
      : prose(
          `It is made anew below. What it had of ${remakes === 'owned' ? 'owner, grants and comments' : 'a comment'} is given back at the end, or named there.`,
        )),
  ]
}

function either(labels: readonly string[]): string {
  return labels.map((label) => `'${label.replaceAll("'", "''")}'`).join(' or ')
}

function statement(sql: string): readonly string[] {
  return `${sql.replace(/;$/, '')};`.split('\n')
}

/** What the run says nothing about. */
export function leftOutComment({ leftOut }: Ground): readonly string[] {
  return leftOut.length === 0 ? [] : prose(plainText(leftOut))
}

/** A comment that stays as it is, such as of SQL. */
export function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `--   ${harmless(line)}`)
}

/** A comment in lines of at most 80 columns. */
export function prose(text: string, indent = 0): readonly string[] {
  const margin = `-- ${' '.repeat(indent)}`
  const options = { width: 80 - margin.length, palette: plainPalette }
  return paragraph(words(harmless(text)), 0, options)
    .split('\n')
    .map((line) => `${margin}${line}`)
}
