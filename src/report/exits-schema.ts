import { assertNever } from '../core/never.ts'
import { objectName } from '../core/schema/ignore-rule.ts'
import { isRename } from '../core/schema/difference.ts'
import type { SchemaFinding } from '../core/schema/without-definitions.ts'
import { sqlThatChanges } from './alter-sql.ts'
import type { Code, Exit } from './exits.ts'
import { aspectsOn, isDestructive, sqlThatDrops, sqlThatMakes, type Sql } from './object-sql.ts'
import { type RichText, say, words } from './rich-text.ts'
import { changeRisk, lackingRisk } from './risks.ts'
import { ignoreStep } from './wording-rules.ts'

/** More statements than this are read in an editor, and not in a report. */
const mostObjects = 20

/**
 * The ways out for objects of one kind that differ in one way. None where a migration explains them:
 * that is settled first, and these go with it.
 */
export function exitsForObjects(objects: readonly SchemaFinding[]): Exit[] {
  const [first] = objects
  if (first === undefined || first.because !== undefined) return []
  const { kind } = first
  switch (kind) {
    case 'extra':
      return [codifyExtra(objects), revertExtra(objects), allow(objects)]
    case 'lacking':
      return [revertLacking(objects), codifyLacking(objects), allow(objects)]
    case 'changed':
      return [revertChanged(objects), codifyChanged(objects), allow(objects)]
    default:
      return assertNever(kind)
  }
}

function codifyExtra(objects: readonly SchemaFinding[]): Exit {
  const code = migration(objects, (each) => sqlThatMakes(each, aspectsOn(each, 'live')))
  const risk = words(
    'None for this database, where nothing changes. IF NOT EXISTS does not look at how it is made: compare that with the code.',
  )
  if (code !== undefined) {
    return {
      exit: 'codify',
      text: say`If the code needs ${it(objects)}, as a migration, which can run on this database as well:`,
      code,
      risk,
    }
  }
  const dump = dumpCommand(objects)
  const byHand = say`If the code needs ${it(objects)}: write a migration that makes ${it(objects)} only where there is none yet (${'IF NOT EXISTS'}).`
  return dump === undefined
    ? { exit: 'codify', text: byHand, risk }
    : { exit: 'codify', text: say`${byHand} This prints what is there:`, code: dump, risk }
}

function revertExtra(objects: readonly SchemaFinding[]): Exit {
  const destroys = objects.some(isDestructive)
  return {
    exit: 'revert',
    text: say`If nothing uses ${it(objects)}, on the database:`,
    ...codeOf(
      statements(objects, (each) => sqlThatDrops(each)),
      destroys,
    ),
    risk: destroys
      ? words(
          'What is stored there is gone, and only a backup has it. Code that uses it fails at once.',
        )
      : words('What relies on it changes at once. Keep the definition above, to put it back.'),
    ...(destroys && { destroys }),
  }
}

function revertLacking(objects: readonly SchemaFinding[]): Exit {
  const code = statements(objects, (each) => sqlThatMakes(each, aspectsOn(each, 'declared')))
  const [first] = objects
  return {
    exit: 'revert',
    text:
      code === undefined
        ? say`Make ${it(objects)} again as the migrations do: take the statements from their files, and run them on the database.`
        : say`Make ${it(objects)} again, on the database:`,
    ...codeOf(code),
    risk: lackingRisk(first),
  }
}

function codifyLacking(objects: readonly SchemaFinding[]): Exit {
  const code = migration(objects, (each) => sqlThatDrops(each, true))
  return {
    exit: 'codify',
    text: say`If ${it(objects)} was dropped for good: take ${it(objects)} out of the schema's source, and drop ${it(objects)} in a migration, for the databases that have ${it(objects)}:`,
    ...(code === undefined ? {} : { code }),
    risk: words('Every other database loses it as well.'),
    ...(objects.some(isDestructive) && { destroys: true as const }),
  }
}

function revertChanged(objects: readonly SchemaFinding[]): Exit {
  const code = statements(objects, (each) => sqlThatChanges(each, 'declared'))
  return {
    exit: 'revert',
    text:
      code === undefined
        ? say`Make ${it(objects)} as the migrations do, by hand: the declared side is above.`
        : say`Make ${it(objects)} as the migrations do, on the database:`,
    ...codeOf(code),
    risk: changeRisk(objects),
  }
}

function codifyChanged(objects: readonly SchemaFinding[]): Exit {
  const hasRename = objects.some(isRename)
  const code = hasRename ? undefined : migration(objects, (each) => sqlThatChanges(each, 'live'))
  const byHand = hasRename
    ? say`If the new name is to stay: write a migration that renames where the old name is (${'DO $$ … IF EXISTS …'}).`
    : say`If it is to stay as it is live: write a migration that makes it so and can run twice.`
  return code === undefined
    ? { exit: 'codify', text: byHand, risk: changeRisk(objects) }
    : {
        exit: 'codify',
        text: say`If it is to stay as it is live, as a migration:`,
        code,
        risk: changeRisk(objects),
      }
}

function allow(objects: readonly SchemaFinding[]): Exit {
  const lines = objects.slice(0, mostObjects).flatMap((each) => ignoreStep(each, []).command ?? [])
  return {
    exit: 'allow',
    text: say`If it is to differ on purpose, accept it, with a reason and an owner:`,
    code: { language: 'sh', lines: [...new Set(lines)] },
    risk: words('Whatever else happens to it, nobody is told.'),
  }
}

function it(objects: readonly SchemaFinding[]): RichText {
  return words(objects.length === 1 ? 'it' : 'them')
}

type Write = (finding: SchemaFinding) => Sql

function statements(objects: readonly SchemaFinding[], write: Write): Sql {
  const written = objects.slice(0, mostObjects).map(write)
  return written.every((each) => each !== undefined) ? written.flat() : undefined
}

/** Statements as a migration has them, with Drizzle's mark between them. */
function migration(objects: readonly SchemaFinding[], write: Write): Code | undefined {
  const all = statements(objects, write)
  if (all === undefined) return undefined
  const lines = all.map((line, index) =>
    index < all.length - 1 ? `${line}--> statement-breakpoint` : line,
  )
  return { language: 'sql', lines }
}

function codeOf(sql: Sql, destroys = false): { readonly code?: Code } {
  if (sql === undefined) return {}
  const mark = destroys ? ['-- DESTRUCTIVE: this deletes data.'] : []
  return { code: { language: 'sql', lines: [...mark, ...sql] } }
}

/** What prints a table's definition, for what is more than a few statements. */
function dumpCommand(objects: readonly SchemaFinding[]): Code | undefined {
  const types = ['table', 'view', 'materialized view', 'sequence', 'foreign table']
  const lines = objects.slice(0, mostObjects).flatMap(({ object }) => {
    const name = objectName(object)
    if (!types.includes(object.type) || !/^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$/.test(name))
      return []
    return [`pg_dump "$DATABASE_URL" --schema-only --no-owner --table='${name}'`]
  })
  return lines.length === 0 ? undefined : { language: 'sh', lines }
}
