import type { ProblemOf } from '../../core/verify/problem.ts'
import { say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { type Block, type Section, text } from './document.ts'

/** More statements than anybody reads in a report; JSON has them all. */
const most = 20

/** That the schema's source has a change which no migration makes, and the SQL of it. */
export function schemaSection(problem: ProblemOf<'schema-not-migrated'>): Section {
  const { statements, question, place } = problem
  const where = place.line === undefined ? place.file : `${place.file}:${place.line}`
  return {
    heading: words('The schema has no migration for a change'),
    severity: 'critical',
    blocks: [
      ...(question === undefined
        ? statementBlocks(statements, where)
        : [
            text(
              say`Something in ${where} was renamed, or dropped and made anew, and ${'drizzle-kit generate'} would ask which.`,
            ),
            ...(question === '' ? [] : [text(sentence(question), 'It asks')]),
          ]),
      text(say`No database gets it, though the code may rely on it.`, 'Effect'),
      text(
        say`Run ${'drizzle-kit generate'}, commit what it writes, and publish the manifest before it runs.`,
        'Next',
      ),
    ],
  }
}

function statementBlocks(statements: readonly string[], where: string): Block[] {
  const count = statements.length === 1 ? 'this' : plural(statements.length, 'statement')
  const more = statements.length - most
  const lines = statements.slice(0, most).flatMap((statement) =>
    statement
      .trim()
      .replaceAll('\t', '  ')
      .split('\n')
      .map((line) => line.trimEnd()),
  )
  return [
    text(say`From ${where}, ${'drizzle-kit'} would still generate ${words(count)}:`),
    { kind: 'code', language: 'sql', lines },
    ...(more > 0 ? [text(say`+${more} more; ${'--format json'} shows all.`)] : []),
  ]
}
