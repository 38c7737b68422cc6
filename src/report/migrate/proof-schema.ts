import * as z from 'zod/mini'
import { descriptions } from '../verdict-json.ts'
import { EvidenceJson, Facts, ProofJson, proofShapes, SeenBefore } from './proof-shape.ts'

/** The JSON Schema (draft 2020-12) of what `--proof` writes as JSON, published as `proof.schema.json`. */
export function proofJsonSchema(): Readonly<Record<string, unknown>> {
  const { RanJson, UnfinishedJson, NotRunJson, Checks } = proofShapes
  const facts = Facts.shape
  const ran = RanJson.shape
  const evidence = EvidenceJson.shape
  const before = SeenBefore.shape
  const not = NotRunJson.shape
  const told = [
    [ProofJson, 'What became of one run of `driftwatch migrate`.'],
    [RanJson, 'The migrator was started, and what it did was looked at.'],
    [
      UnfinishedJson,
      'The migrator was about to start. Driftwatch was killed before it could say more.',
    ],
    [NotRunJson, 'The migrator was not started: nothing in the database was changed.'],
    [ran.format, 'Another number would be another schema.'],
    [
      ran.verdict,
      '`PASS`: every check was made and holds. `PARTIAL`: none fails, and not every one could be made. `FAIL`: one fails, or the migrations are not all applied.',
    ],
    [
      ran.endsTransaction,
      'Pending migrations that end the transaction by themselves, as by COMMIT.',
    ],
    [
      ran.migrator,
      "How Drizzle's migrator ended, in how many milliseconds, what it said, and of which statement.",
    ],
    [ran.state, 'In which state the run left the database, in a word and in sentences.'],
    [ran.checks, 'What each check came to; null where the database could not be looked at.'],
    [ran.evidence, 'All that was looked at; or why it could not be.'],
    [Checks.shape.count, 'The count of recorded migrations rose by the pending ones.'],
    [Checks.shape.objects, 'Every object is as the rehearsal made it.'],
    [Checks.shape.ledger, 'An audit finds nothing in the ledger.'],
    [Checks.shape.schema, 'An audit finds nothing in the schema.'],
    [Checks.shape.rows, 'Every older row of the ledger is untouched.'],
    [Checks.shape.tables, 'The tables that `--untouched` names have the same rows.'],
    [Checks.shape.probes, 'The application answers as expected.'],
    [
      facts.manifest,
      'The migrations that were declared; `git` is null where they are in no commit.',
    ],
    [facts.ledger, 'The table in which Drizzle keeps what is applied.'],
    [facts.database, 'Its name. Host and credentials are left out.'],
    [facts.actor, 'Who ran it.'],
    [facts.versions, 'Of all that took part.'],
    [facts.pending, 'The migrations that were to be applied, in their order.'],
    [facts.rehearsed, 'Where they were run before, and in how many milliseconds; null without.'],
    [facts.alreadyThere, 'Objects of theirs that were there before, just as they make them.'],
    [facts.alreadyGone, 'Objects that they drop, and that were gone before.'],
    [facts.allowedIds, 'Rows of the ledger that no file explains and an allowance accepts.'],
    [evidence.objects, 'What the migrations make, change and drop, as it was found; or why not.'],
    [evidence.findings, 'What an audit finds after the run, but for notices.'],
    [evidence.schema, 'What of the schema that audit compared, and what it did not.'],
    [evidence.ledger, 'All rows with all their columns, as PostgreSQL writes them.'],
    [evidence.tables, 'Count and checksum of their rows; `after` is null where the table is gone.'],
    [evidence.probes, 'What the application answered, before and after.'],
    [before.rows, 'All rows of the ledger, with all their columns.'],
    [before.tables, 'The tables that `--untouched` names, by count and checksum of their rows.'],
    [before.probes, 'What the application answered.'],
    [UnfinishedJson.shape.before, 'What was seen before the migrator was to start.'],
    [
      not.outcome,
      'Why, in a word: `nothing` was pending, `planned` only, `begun` and then killed.',
    ],
    [not.said, 'The same in a sentence.'],
  ] as const
  for (const [schema, description] of told) descriptions.add(schema, { description })
  const { $schema, ...schema } = z.toJSONSchema(ProofJson, {
    target: 'draft-2020-12',
    // As input, an object may have more fields: a later version can add some without a break.
    io: 'input',
    metadata: descriptions,
  })
  return { $schema, $id: 'urn:driftwatch:proof', title: 'Driftwatch proof', ...schema }
}
