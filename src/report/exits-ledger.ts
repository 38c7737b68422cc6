import type { DeclaredMigration, Finding, FindingOf } from '../core/finding.ts'
import type { LedgerRow } from '../core/ledger.ts'
import { assertNever } from '../core/never.ts'
import { isOfLedger } from '../core/of-ledger.ts'
import { exitsForUnknown } from './exits-unknown.ts'
import type { Exit } from './exits.ts'
import { deleteRow, fillLedger, insertRow, type RowValues, updateRow } from './ledger-sql.ts'
import { type LedgerPlace, record } from './record-exit.ts'
import { say, words } from './rich-text.ts'
import { wordEdited } from './wording-migrations.ts'
import { allowStep, isNamed } from './wording-parts.ts'

/** The ways out for a finding of the ledger; none where the words for the finding say all there is. */
export function exitsForLedger(finding: Finding, place: LedgerPlace): Exit[] {
  if (!isOfLedger(finding)) return []
  switch (finding.kind) {
    case 'unknown':
    case 'ahead':
      return exitsForUnknown(finding, place)
    case 'edited':
      return exitsForEdited(finding, place)
    case 'skipped':
      return [recordApplied(finding.migration, place), codifySkipped(finding)]
    case 'pending':
      // An empty ledger is a finding of its own, and each of its rows is told there.
      return finding.ledgerIsEmpty === true ? [] : [recordApplied(finding.migration, place)]
    case 'restamped':
      return exitsForRestamped(finding, place)
    case 'duplicate':
      return [
        record(
          say`Look first whether the data that it writes is there twice, and mend that. Then delete the row that repeats another:`,
          deleteRow(place.table, finding.row),
        ),
      ]
    case 'bad-row':
      return [recordBadRow(finding, place)]
    case 'future-row':
      return [recordFutureRow(finding.row, place)]
    case 'vanished':
      return finding.fate === 'recorded' ? [] : [recordVanished(finding, place)]
    case 'ledger-absent':
      return recordAll(finding, place)
    case 'line-endings':
      return []
    default:
      return assertNever(finding)
  }
}

function exitsForEdited(finding: FindingOf<'edited'>, place: LedgerPlace): Exit[] {
  const { migration, row } = finding
  // The words for the finding know best how to see the change.
  const look = wordEdited(finding, 0).next[0]?.command
  return [
    {
      exit: 'codify',
      text: say`Put the file back as it was when it ran, and make the change a migration of its own. How it changed, in the application's repository:`,
      ...(look !== undefined && { code: { language: 'sh', lines: [look] } }),
      risk: words(
        'None for this database. One that ran the edited file is then the one that differs.',
      ),
    },
    ...allowStep(row.hash, []).map(({ command = '' }): Exit => ({
      exit: 'allow',
      text: say`If this database is right as it is, accept the old hash:`,
      code: { language: 'sh', lines: [command] },
      risk: words('New databases are made by the edited file, and this one was not.'),
    })),
    record(
      say`If the edited statements were run here by hand, let the row say so:`,
      updateRow(place.table, row, { hash: migration.hash }),
    ),
  ]
}

function codifySkipped({ migration, overshadowedBy: row }: FindingOf<'skipped'>): Exit {
  return {
    exit: 'codify',
    text: say`If the database does not have what it makes: raise its ${'when'} in ${'meta/_journal.json'} above ${row.createdAt ?? 'NULL'}, which row ${row.id} has, make its statements idempotent (${'IF NOT EXISTS'}), publish, and migrate.`,
    risk: say`Databases that have run ${migration.tag} run it a second time.`,
  }
}

/** A migration that ran, and of which the ledger does not say so. */
function recordApplied(migration: DeclaredMigration, place: LedgerPlace): Exit {
  const { tag, when, hash } = migration
  const name = place.shape === '1.0' ? { name: tag } : {}
  return record(
    say`If the database has all that it makes, it was applied and not recorded: put its row in.`,
    insertRow(place.table, { hash, createdAt: String(when), ...name }),
  )
}

function exitsForRestamped(
  { migration, row }: FindingOf<'restamped'>,
  { table }: LedgerPlace,
): Exit[] {
  const named = isNamed(row)
  const isNameless = !named && Number(row.createdAt) === migration.when
  const right: RowValues =
    named || isNameless ? { name: migration.tag } : { createdAt: String(migration.when) }
  const mend = record(
    say`If the repository is right, correct the row:`,
    updateRow(table, row, right),
  )
  if (isNameless) return [mend]
  return [
    {
      exit: 'codify',
      text: named
        ? say`If the row is right: rename the folder back to ${row.name ?? ''}, and publish.`
        : say`If the row is right: set its ${'when'} in ${'meta/_journal.json'} back to ${row.createdAt ?? ''}, and publish.`,
      risk: words('Databases that were migrated since then have the other one.'),
    },
    mend,
  ]
}

function recordBadRow(
  { row, problems, migration }: FindingOf<'bad-row'>,
  { table }: LedgerPlace,
): Exit {
  if (migration === undefined) {
    return {
      ...record(
        say`Find out who wrote it and for what. If it stands for nothing, take it out:`,
        deleteRow(table, row),
      ),
      destroys: true,
    }
  }
  const change: RowValues = {
    ...(problems.some((problem) => problem !== 'hash-not-sha256') && {
      createdAt: String(migration.when),
    }),
    ...(problems.includes('hash-not-sha256') && { hash: migration.hash }),
  }
  return record(
    say`Give it the values that Drizzle would have written:`,
    updateRow(table, row, change),
  )
}

function recordFutureRow(row: LedgerRow, { table }: LedgerPlace): Exit {
  return {
    ...record(
      say`If the journal has this date, correct its ${'when'} there and the row together. If the row stands for nothing, take it out:`,
      deleteRow(table, row),
    ),
    destroys: true,
  }
}

function recordVanished({ row }: FindingOf<'vanished'>, { table }: LedgerPlace): Exit {
  const { hash, createdAt, name } = row
  const values = {
    hash,
    ...(createdAt !== null && { createdAt }),
    ...(name !== null && { name }),
  }
  return record(
    say`If the database still has what it recorded, put the row back:`,
    createdAt === null ? undefined : insertRow(table, values),
  )
}

/** More rows than this are restored from a backup. */
const mostRows = 100

/** The whole ledger anew, for a database that has all that the history makes. */
function recordAll(
  { state, elsewhere }: FindingOf<'ledger-absent'>,
  { table, shape, history }: LedgerPlace,
): Exit[] {
  if (elsewhere.length > 0 || history.length > mostRows) return []
  const rows = history.map(({ tag, when, hash }): RowValues => ({
    hash,
    createdAt: String(when),
    ...(shape === '1.0' && { name: tag }),
  }))
  const text = say`If it is the right database, and has all that every migration makes, put all the rows back:`
  return [record(text, fillLedger(table, rows, state === 'empty'))]
}
