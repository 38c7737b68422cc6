import type { FindingOf } from '../core/finding.ts'
import { createdAtMs } from '../core/ledger.ts'
import type { TwinForm } from '../core/migration.ts'
import { type RichText, say, words } from './rich-text.ts'
import {
  allowStep,
  at,
  dated,
  isNamed,
  publishStep,
  shortHash,
  timeOf,
  type Wording,
} from './wording-parts.ts'

/** A migration that the next migrate will run. */
export function wordPending({ migration, severity }: FindingOf<'pending'>, now: number): Wording {
  return {
    title: say`${migration.tag} is not applied yet`,
    what: say`Declared, generated ${at(migration.when, now)}; no row of the ledger records it.`,
    likely:
      severity === 'notice'
        ? say`A deploy is under way: its manifest is published, its migrations have not run yet.`
        : say`A deploy that has not migrated yet, or whose migrate step failed.`,
    consequence: say`The next migrate will run it. Until then, code that needs it fails.`,
    next: [
      {
        text: say`Run the migrations, and read what they print:`,
        command: 'npx drizzle-kit migrate',
      },
    ],
  }
}

/** A migration that Drizzle 0.x has passed over. */
export function wordSkipped(finding: FindingOf<'skipped'>, now: number): Wording {
  const { migration, overshadowedBy: row } = finding
  const isLater = (createdAtMs(row) ?? 0) > migration.when
  return {
    title: say`${migration.tag} will never be applied`,
    what: say`Declared, generated ${at(migration.when, now)}; no row records it, and row ${row.id} has ${words(isLater ? 'a later date' : 'the same date')}, ${timeOf(row, now)}.`,
    likely: say`It was merged after a migration that had been generated later, or that row was written by hand.`,
    consequence: say`Drizzle 0.x runs only what is newer than the newest row. It skips this one, reports success, and code that needs it fails.`,
    next: [
      {
        text: say`Raise its ${'when'} in ${'meta/_journal.json'} above ${row.createdAt ?? 'NULL'}, which that row has. A database that has run it would run it again, so make its statements idempotent (${'IF NOT EXISTS'}).`,
      },
      publishStep(say`Publish the manifest of that, and migrate:`),
    ],
  }
}

/** A migration whose file is no longer what was applied. */
export function wordEdited({ migration, row }: FindingOf<'edited'>, now: number): Wording {
  return {
    title: say`${migration.tag} was changed after it was applied`,
    what: say`Row ${row.id}, ${dated(row, now)}, records it with hash ${shortHash(row.hash)}; its file has hash ${shortHash(migration.hash)}.`,
    likely: say`The file was edited after it had run, or this database was migrated from a branch where it read otherwise.`,
    consequence: say`Drizzle never compares hashes: this database keeps the old statements, and every new one gets the edited file.`,
    next: [
      { text: say`Restore the file from git, and move the change into a migration of its own.` },
      ...allowStep(row.hash, say`If this database is right as it is, accept the old hash:`),
    ],
  }
}

/** A migration that was applied from a checkout with other line endings. */
export function wordLineEndings(finding: FindingOf<'line-endings'>, now: number): Wording {
  const { migration, row, form } = finding
  return {
    title: say`${migration.tag} was applied with other line endings`,
    what: say`Row ${row.id}, ${dated(row, now)}, has the hash of the same text with ${formInWords(form)}.`,
    likely: say`It was applied from a checkout in which git converts line endings, as on Windows.`,
    consequence: say`None: the statements are the same, and Drizzle never compares hashes.`,
    next: [
      {
        text: say`Nothing has to be done. The line ${'*.sql text eol=lf'} in ${'.gitattributes'} keeps it from coming back.`,
      },
    ],
  }
}

function formInWords(form: TwinForm): RichText {
  const parts = form.split('+')
  const endings = parts.includes('crlf') ? 'CRLF line endings' : 'LF line endings'
  const bom = parts.includes('bom') ? ', a byte order mark' : ''
  const newline = parts.includes('newline') ? ', a final newline' : ', no final newline'
  return words(`${endings}${bom}${newline}`)
}

/** A migration that the ledger knows under another created_at or name. */
export function wordRestamped(finding: FindingOf<'restamped'>, now: number): Wording {
  const { migration, row, willRunAgain } = finding
  const named = isNamed(row)
  const nameless = !named && Number(row.createdAt) === migration.when
  const back = named
    ? say`Rename the folder back to ${row.name ?? ''}, or set the ${'name'} of row ${row.id} to ${migration.tag}.`
    : nameless
      ? say`Set the ${'name'} of row ${row.id} to ${migration.tag}.`
      : say`Set its ${'when'} back to ${row.createdAt ?? ''}, or the ${'created_at'} of row ${row.id} to ${String(migration.when)}.`
  return {
    title: nameless
      ? say`${migration.tag} is recorded without its name`
      : say`${migration.tag} is recorded under another ${words(named ? 'name' : 'date')}`,
    what: named
      ? say`Row ${row.id} has its hash under the name ${row.name ?? ''}.`
      : nameless
        ? say`Row ${row.id}, ${dated(row, now)}, has its hash, and no name.`
        : say`Row ${row.id}, ${dated(row, now)}, has its hash; its ${'when'} is ${String(migration.when)}, not ${row.createdAt ?? 'NULL'}.`,
    likely: named
      ? say`The folder was renamed after the migration had been applied.`
      : nameless
        ? say`A Drizzle 0.x client migrated a ledger that belongs to Drizzle 1.0.`
        : say`Its ${'when'} was changed after it had been applied, as when a conflict in the journal is resolved, or the row was written by hand.`,
    consequence: willRunAgain
      ? say`Drizzle does not know it again: the next migrate runs it once more, and most likely fails because its objects exist.`
      : say`None for this database now: Drizzle will not run it again.`,
    next: [{ text: back }],
  }
}

/** A migration that the ledger records more often than the history declares it. */
export function wordDuplicate({ migration, row }: FindingOf<'duplicate'>, now: number): Wording {
  return {
    title: say`${migration.tag} is recorded ${words('more than once')}`,
    what: say`Row ${row.id}, ${dated(row, now)}, repeats a record that is there already.`,
    likely: say`Two deploys migrated at the same time: Drizzle takes no lock.`,
    consequence: say`What it inserts or changes may have happened twice; Drizzle itself does not mind the row.`,
    next: [{ text: say`Check the data that it writes. Once that is right, delete row ${row.id}.` }],
  }
}
