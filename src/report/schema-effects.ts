import { assertNever } from '../core/never.ts'
import { isRename } from '../core/schema/difference.ts'
import type { SchemaFinding } from '../core/schema/without-definitions.ts'

/** What follows from an object's being as it is, in one or two sentences. */
export function effectOf(finding: SchemaFinding): string {
  switch (finding.kind) {
    case 'lacking':
      return lackingEffect(finding)
    case 'extra':
      return extraEffect(finding)
    case 'changed':
      return changedEffect(finding)
    default:
      return assertNever(finding)
  }
}

const newDatabase =
  'A new database, made from the migrations, does not have this; and a migration that makes it fails here with “already exists”.'

const unsettled = 'What is built on the migrations may not reckon with it.'

const typeFails = 'Every statement that names the type fails.'
const queryFails = 'Every query on it fails.'
const callFails = 'Every statement, default and trigger that calls it fails.'

const lackingEffects: ReadonlyMap<string, string> = new Map([
  ['schema', 'Every query on what should be in it fails.'],
  ['extension', 'What it brings is not there: statements that use it fail.'],
  ['table', queryFails],
  ['foreign table', queryFails],
  ['view', queryFails],
  ['materialized view', queryFails],
  [
    'column',
    'Every query that names it fails; Drizzle names all columns of a table that it knows, so nearly every query on the table.',
  ],
  ['constraint', 'The database takes rows that it should refuse; an upsert that goes by it fails.'],
  ['trigger', 'What it should do on each change of the table does not happen.'],
  [
    'policy',
    'If it lets rows through, those are hidden from everybody whom row security binds; if it is restrictive, rows that it should hide are seen.',
  ],
  ['rule', 'Statements on the table are not rewritten as they should be.'],
  ['function', callFails],
  ['aggregate', callFails],
  ['enum', typeFails],
  ['domain', typeFails],
  ['composite type', typeFails],
  ['range type', typeFails],
  ['sequence', 'Every insert that takes a number from it fails.'],
  ['event trigger', 'What it should do on each change of the schema does not happen.'],
])

function lackingEffect({ object, aspects }: SchemaFinding): string {
  if (object.type === 'index') {
    const isUnique = aspects.some(({ name }) => name === 'unique')
    return isUnique
      ? 'The database takes duplicates that it should refuse, upserts that go by it fail, and queries that it was made for are slow.'
      : 'No query fails; those that it was made for are slow.'
  }
  return lackingEffects.get(object.type) ?? 'What needs it fails.'
}

const extraEffects: ReadonlyMap<string, string> = new Map([
  ['constraint', 'It refuses rows that the code may expect to be taken.'],
  ['trigger', 'It acts on each change of the table, and the code does not know.'],
  ['policy', 'It changes which rows are seen and written by whom row security binds.'],
  ['rule', 'It rewrites statements on the table, and the code does not know.'],
  ['event trigger', 'It acts on changes of the schema, migrations among them.'],
])

function extraEffect(finding: SchemaFinding): string {
  // Of what a migration is to make or to drop, nobody can say what a new database has.
  const always = finding.because === undefined ? newDatabase : unsettled
  return [effectOfType(finding), always].filter((part) => part !== '').join(' ')
}

function effectOfType({ object, aspects }: SchemaFinding): string {
  const has = (wanted: string) => aspects.some(({ name }) => name === wanted)
  if (object.type === 'index') {
    return has('unique')
      ? 'It refuses rows that the code may expect to be taken, and every write pays for it.'
      : 'Every write to the table pays for it.'
  }
  const needsValue =
    object.type === 'column' && has('not null') && !['default', 'identity', 'generated'].some(has)
  return needsValue
    ? "It takes no NULL and has no default, so an insert that does not name it fails, as every one of Drizzle's."
    : (extraEffects.get(object.type) ?? '')
}

/** By type and aspect, what follows from this value in the database. */
const liveEffects: ReadonlyMap<string, string> = new Map([
  [
    'index valid no',
    'It is not used by any query, and every write still pays for it: it was most likely made CONCURRENTLY, and that failed.',
  ],
  ['trigger enabled no', 'It does not fire.'],
  ['trigger enabled replica', 'It does not fire, but on a replica.'],
  ['rule enabled no', 'It rewrites nothing.'],
  ['event trigger enabled no', 'It does not fire.'],
  ['constraint triggers disabled', 'Nothing checks it: rows that break it are taken.'],
  ['constraint validated no', 'The table may hold rows that break it.'],
  [
    'table row security -',
    'No policy holds: every role that may read or write the table gets all of its rows.',
  ],
  [
    'table row security yes',
    'All roles but the owner get only the rows that a policy lets through, and without a policy none.',
  ],
  [
    'table row security forced -',
    'The owner of the table gets all of its rows, whatever its policies.',
  ],
  [
    'table row security forced yes',
    'The owner of the table, too, gets only what a policy lets through.',
  ],
  ['column not null -', 'The code can meet a NULL where it expects none.'],
  ['column not null yes', 'An insert or update without a value for it fails.'],
])

/** By type and aspect, or by type. */
const otherEffects: ReadonlyMap<string, string> = new Map([
  ['column type', 'Values may be refused, or come back in another form than the code expects.'],
  ['column default', 'An insert that leaves it out gets another value than meant, or fails.'],
  [
    'enum values',
    'The database may refuse a value that the code uses, or hold one that it does not know.',
  ],
  ['column', 'Inserts may fill it in another way than the code expects.'],
  ['constraint', 'The database may take rows that it should refuse, or the other way round.'],
  [
    'index',
    'Queries that it was made for may be slow; if it is unique, other duplicates are refused.',
  ],
  ['trigger', 'It does something else than the migrations say, or at other times.'],
  ['policy', 'Roles may see or write other rows than meant.'],
  ['function', 'It may do something else than the code expects.'],
  ['view', 'Queries on it may give something else than the code expects.'],
  ['materialized view', 'Queries on it may give something else than the code expects.'],
  ['sequence', 'It may give other numbers than meant, or run out of them.'],
  ['domain', 'It may refuse other values than meant.'],
])

/** At most so many sentences. */
const sentences = 3

function changedEffect({ object, aspects }: SchemaFinding): string {
  if (isRename({ aspects })) return 'Every statement that names it as declared fails.'
  const effects = aspects.flatMap(({ name, live }) => {
    const about = `${object.type} ${name}`
    const known = live === undefined ? undefined : liveEffects.get(`${about} ${live ?? '-'}`)
    return known ?? otherEffects.get(about) ?? []
  })
  if (effects.length > 0) return [...new Set(effects)].slice(0, sentences).join(' ')
  return otherEffects.get(object.type) ?? 'It may act in another way than the code expects.'
}
