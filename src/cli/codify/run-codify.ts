import { resolve } from 'node:path'
import { isPrintable } from '../../core/codify/printable-sql.ts'
import { matching, objectsOf } from '../../core/codify/chosen.ts'
import { nameFor, nextMigration } from '../../core/codify/next-migration.ts'
import { holds, type Proof } from '../../core/codify/proof.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { lastIdxOf, migrationFiles, readWholeJournal } from '../../io/codify/migration-files.ts'
import { loadGrammar } from '../../io/codify/parse-statement.ts'
import { printableStatements } from '../../io/codify/printable-statement.ts'
import { asFile } from '../../io/codify/run-statements.ts'
import { losesDataOf, ownedAmong, remadeBy } from '../../io/codify/remade.ts'
import { UserError } from '../../io/errors.ts'
import type { Draft } from '../../io/files/write-all.ts'
import { refuseForeignTables } from './foreign-tables.ts'
import type { Ground } from './ground.ts'
import { type Patch, planPatch, writePatch } from './plan-patch.ts'
import { provePatch } from './prove-patch.ts'
import { rebuildsOf } from './rebuilds.ts'
import { refuseMoved } from './refuse-moved.ts'
import { refuseUnwritable } from './refuse-unwritable.ts'
import { liveFactsOf, type Request } from './request.ts'
import { snapshotFor, type SnapshotMade } from './snapshot.ts'

/** A migration that is ready, proven or not. */
export interface Codified {
  readonly chosen: readonly SchemaFinding[]
  readonly left: readonly SchemaFinding[]
  readonly tag: string
  readonly when: number
  readonly sql: string
  /** What it deletes the data of where that still is, each such as `column public.users.email`. */
  readonly losesDataOf: readonly string[]
  /** What is dropped and made anew where it differs, and was granted or owned: `view public.v`. */
  readonly remade: readonly string[]
  /** Whether it builds an index on a table that may be large. */
  readonly buildsIndex: boolean
  readonly proofs: readonly Proof[]
  readonly snapshot: SnapshotMade | undefined
  /** The files to write; none where a proof failed or the schema does not agree. */
  readonly files: readonly Draft[]
}

/** Makes the next migration of the findings, and proves it. Writes nothing. */
export async function codify(
  request: Request,
  ground: Ground,
  chosen: readonly SchemaFinding[],
): Promise<Codified> {
  const { migrations, now, onStep } = request
  refuseForeignTables(ground, chosen)
  const live = await liveFactsOf(request)
  refuseUnwritable(chosen, live, 'extra')
  onStep('Planning the migration…')
  const patch = await planPatch(ground, chosen, live)
  const rebuilds = await rebuildsOf(ground, live, chosen, patch)
  const { sql, oneByOne, buildsIndex } = await sqlOf(patch, chosen, request)
  const proofs = await provePatch(request, ground, { chosen, sql, oneByOne, rebuilds })
  const isProven = proofs.every(holds)
  const snapshot = isProven ? await snapshotFor(request, ground, chosen) : undefined
  const isReady = isProven && snapshot?.status !== 'refused'
  const text = snapshot !== undefined && 'text' in snapshot ? snapshot.text : undefined
  const whole = await readWholeJournal(migrations)
  if (isReady) await refuseMoved(request, ground)
  const { layout, migrations: entries } = ground.folder
  const next = nextMigration({
    layout,
    entries,
    lastIdx: lastIdxOf(whole),
    ledgerNewest: ground.ledgerNewest,
    name: request.name ?? nameFor(chosen.flatMap(objectsOf)),
    now,
  })
  const folder = resolve(migrations)
  return {
    chosen,
    left: ground.drift.filter((finding) => !chosen.includes(finding)),
    ...next,
    sql,
    buildsIndex,
    losesDataOf: losesDataOf(patch.actions),
    remade: ownedAmong(remadeBy(patch.actions)),
    proofs,
    snapshot,
    files: isReady ? migrationFiles({ folder, layout, whole, next, sql, snapshot: text }) : [],
  }
}

/** The findings that the patterns mean. Throws a `UserError` where a pattern means none. */
export function chosenBy(ground: Ground, only: readonly string[]): readonly SchemaFinding[] {
  const none = only.find((pattern) => matching(ground.drift, [pattern]).length === 0)
  if (none === undefined) return matching(ground.drift, only)
  throw new UserError(
    `--only ${JSON.stringify(none)} means nothing that differs. It is a name such as public.users.email, in which * stands for anything.`,
  )
}

async function sqlOf(
  patch: Patch,
  chosen: readonly SchemaFinding[],
  { backfills }: Request,
): Promise<{
  readonly sql: string
  readonly oneByOne: readonly string[]
  readonly buildsIndex: boolean
}> {
  const written = await writePatch(patch, chosen, backfills, await loadGrammar())
  if (!written.done) {
    throw new UserError(
      `This statement is not known to be safe to run twice, so nothing was written:\n  ${written.sql.slice(0, 500)}\nLeave the object out with --only, or write its migration by hand.`,
    )
  }
  if (written.statements.length === 0) {
    throw new UserError(
      'No statement would change anything of what was chosen, so nothing was written.',
    )
  }
  refuseStray(backfills, written.needValues)
  const { oneByOne, buildsIndex } = written
  const statements = await printableStatements(written.statements)
  const unfit = statements.find((each) => !isPrintable(each))
  if (unfit === undefined) {
    const sql = `${buildsIndex ? aboutIndexes : ''}${asFile(statements)}`
    return { sql, oneByOne, buildsIndex }
  }
  throw new UserError(
    `A statement holds characters that a terminal or a CI system could take for commands, so nothing was written:\n  ${unfit.slice(0, 500)}\nLeave the object out with --only, or write its migration by hand.`,
  )
}

/** Drizzle runs a migration in a transaction, where CONCURRENTLY cannot be. */
const aboutIndexes = `-- An index is built here without CONCURRENTLY: where it is not there yet, its table takes no writes
-- until it is. Where that matters, make it by hand first, CONCURRENTLY and under the same name.
`

function refuseStray(backfills: Request['backfills'], needValues: readonly string[]): void {
  const stray = [...backfills.keys()].find((column) => !needValues.includes(column))
  if (stray === undefined) return
  const those =
    needValues.length === 0
      ? 'By it no column becomes NOT NULL.'
      : `These are: ${needValues.join(', ')}.`
  throw new UserError(
    `--backfill ${JSON.stringify(stray)} is not a column that becomes NOT NULL by this migration, so nothing was written. ${those}`,
  )
}
