import type { Finding } from '../../core/finding.ts'
import type { ObjectCheck } from '../../core/migrate/compare-objects.ts'
import { failureOf } from '../../core/migrate/failure.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import { type Block, type Document, text } from '../audit/document.ts'
import { foldFindings } from '../fold-findings.ts'
import { say, sentence, words } from '../rich-text.ts'
import { wordEntry } from '../wording-entry.ts'
import { statementBlock } from './statement-block.ts'

const nothingRun = say`Only the branch was migrated. Nothing in the database was changed.`

/** The pending migrations fail where there are rows. */
export function failedOnCopyDocument(said: string): Document {
  const { words: why, statement } = failureOf(said)
  return {
    headline: words('REFUSED: the pending migrations fail on a Neon branch of the database'),
    tone: 'critical',
    blocks: [
      text(say`The migrator says: ${sentence(why.replaceAll(/\s+/g, ' '))}`),
      ...(statement === undefined ? [] : [statementBlock(statement)]),
      text(say`In an empty database they run, so it is most likely the rows that they fail on.`),
      text(nothingRun),
      text(say`Mend the migration or the rows, and run this again.`, 'Next'),
    ],
    sections: [],
  }
}

/** More than anybody reads. */
const mostLines = 50

/**
 * They run, and end up as something else than in an empty database. Without ways out of the
 * findings: these are of a branch that is gone.
 */
export function otherOnCopyDocument(
  objects: readonly ObjectCheck[],
  findings: readonly Finding[],
  now: number,
): Document {
  const lines = [
    ...objects.map(
      ({ expected: { object }, found }) =>
        say`${words(object.type)} ${objectName(object)}: ${words(inWords[found.as])}`,
    ),
    ...foldFindings(findings).entries.map((entry) => wordEntry(entry, now).title),
  ]
  const more = lines.length - mostLines
  return {
    headline: words('REFUSED: on a Neon branch the database ends up as something else'),
    tone: 'critical',
    blocks: [
      text(say`Once the pending migrations have run on the branch, it is not as they declare it:`),
      ...lines.slice(0, mostLines).map((line): Block => text(line)),
      ...(more > 0 ? [text(words(`And ${more} more.`))] : []),
      text(nothingRun),
      text(
        say`Look for what a pending migration does only for some rows, roles or settings, and make it do the same everywhere.`,
        'Next',
      ),
    ],
    sections: [],
  }
}

const inWords = {
  expected: 'as expected',
  absent: 'not there',
  'still-there': 'still there',
  different: 'different',
} as const satisfies Record<ObjectCheck['found']['as'], string>
