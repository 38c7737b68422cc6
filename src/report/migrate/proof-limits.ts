import type { Evidence } from '../../core/migrate/judge.ts'
import type { RunFacts } from '../../core/migrate/run.ts'
import { type Block, type Section, text } from '../audit/document.ts'
import { say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { leftOutInWords } from '../wording-coverage.ts'
import { codes } from './word-as-before.ts'

/** More rules than anybody reads; JSON has them all. */
const mostRules = 20

/** What a reader could take for proven, and is not. */
export function limitsSection(
  { alreadyThere, alreadyGone }: RunFacts,
  { schema }: Evidence,
): Section {
  return {
    heading: words('What this does not say'),
    blocks: [
      ...(alreadyThere.length === 0
        ? []
        : [
            text(
              say`Before the run these were there already, just as the migrations make them (somebody had made them by hand): ${codes(alreadyThere)}.`,
            ),
          ]),
      ...(alreadyGone.length === 0
        ? []
        : [
            text(
              say`Before the run these were gone already, which the migrations drop (somebody had dropped them by hand): ${codes(alreadyGone)}.`,
            ),
          ]),
      ...(schema.covered
        ? coveredBlocks(schema)
        : [
            text(
              say`The schema was not compared with the migrations: ${sentence(schema.because)}.`,
            ),
          ]),
      text(
        words(
          'Owners, grants, comments and the order of columns are not compared, and no table but those named above is looked into. Host and credentials of the database are left out on purpose.',
        ),
      ),
    ],
  }
}

function coveredBlocks({
  hiddenBy,
  leftOut,
}: Extract<Evidence['schema'], { covered: true }>): Block[] {
  const more = hiddenBy.length - mostRules
  const uncompared = leftOutInWords(leftOut)
  return [
    ...hiddenBy
      .slice(0, mostRules)
      .map(({ object, reason, differences }) =>
        text(
          say`The rule ${object} hides ${words(plural(differences, 'difference'))} (${reason}): what it means was not compared.`,
        ),
      ),
    ...(more > 0 ? [text(words(`${more} more rules hide something.`))] : []),
    ...(uncompared.length === 0 ? [] : [text(say`The catalog leaves out: ${uncompared}.`)]),
  ]
}
