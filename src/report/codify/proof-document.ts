import { holds, type Proof } from '../../core/codify/proof.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import {
  type Block,
  cell,
  type Document,
  factTable,
  type Section,
  text,
} from '../audit/document.ts'
import { join, type RichText, say, sentence, words } from '../rich-text.ts'
import { plural } from '../time-in-words.ts'
import { proofTitles } from './codify-text.ts'

/** What `codify` made and how it was proven. */
export interface CodifyProof {
  readonly tag: string
  readonly sql: string
  /** What it deletes the data of where that still is, each such as `column public.users.email`. */
  readonly losesDataOf: readonly string[]
  /** What is dropped and made anew where it differs, each such as `view public.v`. */
  readonly remade: readonly string[]
  readonly proofs: readonly Proof[]
  readonly chosen: readonly SchemaFinding[]
  readonly left: readonly SchemaFinding[]
  /** Objects that were not compared, and differences that rules ignore; empty where there are none. */
  readonly leftOut: RichText
  /** Why no file was written, in a few words; nothing where they were. */
  readonly notWritten: string | undefined
  /** What the schema's source says otherwise, each in a sentence. */
  readonly disagreements: readonly string[]
  /** ISO 8601. */
  readonly madeAt: string
  readonly versions: {
    readonly embedded: string
    readonly live: string
    readonly driftwatch: string
  }
}

/** The proof as somebody may read it years later, with nothing else at hand. */
export function codifyProofDocument(proof: CodifyProof): Document {
  const { tag, proofs, chosen, left, sql, notWritten, disagreements } = proof
  const isProven = proofs.every(holds)
  // Nobody wanted more of a dry run.
  const isGood = notWritten === undefined || notWritten === '--dry-run'
  const verdict = !isProven ? 'FAIL' : isGood ? 'PASS' : 'NOT WRITTEN'
  const count = `${chosen.length} of ${plural(chosen.length + left.length, 'finding')}`
  return {
    headline: say`${words(verdict)}: ${tag}, for ${words(count)}, ${words(
      isProven ? 'holds in every proof' : 'does not hold in every proof',
    )}${isProven && notWritten !== undefined ? words(`, and was not written: ${notWritten}`) : []}`,
    tone: !isProven ? 'critical' : isGood ? 'good' : 'warning',
    blocks: [
      {
        kind: 'table',
        caption: 'The proofs',
        columns: ['Proof', 'Outcome'],
        rows: proofs.map((each) => [
          cell(proofTitles[each.name]),
          holds(each) ? cell('holds', 'good') : cell('does not hold', 'critical'),
        ]),
      },
    ],
    sections: [
      ...proofs.map(proofSection),
      ...(disagreements.length === 0
        ? []
        : [
            {
              heading: words('The schema does not agree'),
              blocks: disagreements.map(part),
            },
          ]),
      findingSection('What was chosen', chosen),
      ...(left.length === 0 ? [] : [findingSection('What was left as it is', left)]),
      {
        heading: words('The migration'),
        blocks: [
          ...(proof.losesDataOf.length === 0 ? [] : [text(lossInWords(proof.losesDataOf))]),
          ...(proof.remade.length === 0 ? [] : [text(remadeInWords(proof.remade))]),
          { kind: 'code', language: 'sql', lines: sql.trimEnd().split('\n') },
        ],
      },
      { heading: words('The run'), blocks: [runTable(proof)] },
      limits(proof.leftOut),
    ],
  }
}

/** That data goes with some objects. */
export function lossInWords(lost: readonly string[]): RichText {
  const names = join(
    lost.map((name) => say`${name}`),
    ', ',
  )
  return say`DESTRUCTIVE: this deletes the data of ${names}, wherever it still is.`
}

/** That what others may do with some objects has to be given back by hand. */
export function remadeInWords(remade: readonly string[]): RichText {
  const names = join(
    remade.map((name) => say`${name}`),
    ', ',
  )
  return say`MADE ANEW where it differs: ${names}. Its owner, its grants and its comments in such a database go with it: give them back there.`
}

function proofSection(proof: Proof): Section {
  const { name, said, failed, statement } = proof
  return {
    heading: words(`${proofTitles[name]}: ${holds(proof) ? 'holds' : 'does not hold'}`),
    blocks: [
      ...(holds(proof) ? said : failed).map(part),
      ...(statement === undefined
        ? []
        : [{ kind: 'code', language: 'sql', lines: statement.split('\n') } as const]),
    ],
  }
}

function part(each: string): Block {
  return { kind: 'text', text: sentence(each, longest), isPart: true }
}

/** Such as the names of all tables that got no rows. */
const longest = 4000

function findingSection(heading: string, findings: readonly SchemaFinding[]): Section {
  return {
    heading: words(heading),
    blocks: [
      {
        kind: 'table',
        caption: heading,
        columns: ['Difference', 'Object', 'Name'],
        rows: findings.map(({ kind, object }) => [
          cell(kind),
          cell(object.type),
          cell(say`${objectName(object)}`),
        ]),
      },
    ],
  }
}

function runTable({ tag, notWritten, madeAt, versions }: CodifyProof): Block {
  return factTable('The run', [
    ['Made at', say`${madeAt}`],
    [
      'Migration',
      say`${tag}${words(notWritten === undefined ? ', written' : `, not written: ${notWritten}`)}`,
    ],
    ['PostgreSQL of the proofs', say`${versions.embedded}${words(', embedded')}`],
    ['PostgreSQL of the database', say`${versions.live}`],
    ['Driftwatch', say`${versions.driftwatch}`],
  ])
}

function limits(leftOut: RichText): Section {
  return {
    heading: words('What this does not say'),
    blocks: [
      text(
        words(
          'The rows of the proofs are made up: those of a database may still break a new key or check. Owners, grants, comments and partitions are not compared.',
        ),
      ),
      ...(leftOut.length === 0 ? [] : [text(leftOut)]),
    ],
  }
}
