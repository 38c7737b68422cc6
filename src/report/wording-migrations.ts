import type { FindingOf } from '../core/finding.ts'
import { createdAtMs } from '../core/ledger.ts'
import type { TwinForm } from '../core/migration.ts'
import { restoreStep } from './restore-row.ts'
import { type RichText, say, words } from './rich-text.ts'
import { originInWords, showStep } from './wording-origin.ts'
import {
  allowStep,
  at,
  dated,
  isNamed,
  publishStep,
  shortHash,
  type Step,
  timeOf,
  type Wording,
} from './wording-parts.ts'

/** A migration that the next migrate will run. */
export function wordPending(finding: FindingOf<'pending'>, now: number): Wording {
  const { migration, severity, ledgerIsEmpty = false } = finding
  const told = {
    title: say`${migration.tag} is not applied yet`,
    what: say`Declared, generated ${at(migration.when, now)}; no row of the ledger records it.`,
  }
  if (ledgerIsEmpty) {
    return {
      ...told,
      likely: say`It is as with all the others: the ledger has no row at all, which is a finding of its own.`,
      consequence: say`The next migrate runs the whole history.`,
      next: [{ text: say`Settle that finding first. Migrate only if the database is a new one.` }],
    }
  }
  const migrate = {
    text: say`Unless it was applied before, run the migrations, in the application's repository:`,
    command: 'npx drizzle-kit migrate',
  }
  if (severity === 'notice') {
    return {
      ...told,
      likely: say`A deploy is under way: its manifest is published, its migrations have not run yet.`,
      consequence: say`The next migrate will run it. Until then, code that needs it fails.`,
      next: [migrate],
    }
  }
  return {
    ...told,
    likely: say`A deploy has not migrated yet, or its migrate step failed; or it was applied, and its row was deleted from the ledger.`,
    consequence: say`The next migrate will run it. Until then, code that needs it fails; if it was applied before, that migrate fails.`,
    next: [
      migrate,
      ...putBack(
        finding,
        say`If the database already has what it makes, put its row back instead, on the database:`,
      ),
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
    likely: say`It was merged after a migration that had been generated later; or row ${row.id} was written by hand; or it was applied, and its own row was deleted from the ledger.`,
    consequence: say`Drizzle 0.x runs only what is newer than the newest row. It skips this one and reports success. If it was never applied, code that needs it fails.`,
    next: [
      ...putBack(
        finding,
        say`Look whether the database already has what it makes. If so, put its row back, on the database:`,
      ),
      {
        text: say`If not, raise its ${'when'} in ${'meta/_journal.json'} above ${row.createdAt ?? 'NULL'}, which row ${row.id} has, and make its statements idempotent (${'IF NOT EXISTS'}): databases that have run it will run it again.`,
      },
      publishStep(say`Publish the manifest of that, and migrate:`),
    ],
  }
}

function putBack(
  { migration, place }: FindingOf<'pending'> | FindingOf<'skipped'>,
  text: RichText,
): Step[] {
  const { tag, when, hash } = migration
  const named = place?.shape === '1.0' ? { name: tag } : {}
  return restoreStep({ hash, createdAt: String(when), ...named }, place, text)
}

/** A migration whose file is no longer what was applied. */
export function wordEdited(finding: FindingOf<'edited'>, now: number): Wording {
  const { migration, row, origin } = finding
  const change = origin?.fate.kind === 'edited' ? origin.fate.by : undefined
  return {
    title: say`${migration.tag} was changed after it was applied`,
    what: say`Row ${row.id}, ${dated(row, now)}, records it with hash ${shortHash(row.hash)}; its file has hash ${shortHash(migration.hash)}.`,
    likely: origin
      ? originInWords(origin, row.hash, now)
      : say`The file was edited after it had run, or this database was migrated from a branch where it read otherwise.`,
    consequence: say`Drizzle never compares hashes: this database keeps the old statements, and every new one gets the edited file.`,
    next: [
      origin && change
        ? showStep(change, origin.path)
        : {
            text: say`See how the file changed, in the application's repository:`,
            command: `git log -p -- ${filePattern(migration.tag)}`,
          },
      { text: say`Put the file back as it was, and make the change a migration of its own.` },
      ...allowStep(row.hash, say`If this database is right as it is, accept the old hash:`),
    ],
  }
}

/** A pattern for git that finds the file in whatever folder, in both of Drizzle's layouts. */
function filePattern(tag: string): string {
  // The name comes from a repository and is meant to be pasted into a shell.
  return /^[\w.-]{1,120}$/.test(tag) ? `'*${tag}*.sql'` : '<file>'
}

/** A migration that was applied from a checkout with other line endings. */
export function wordLineEndings(finding: FindingOf<'line-endings'>, now: number): Wording {
  const { migration, row, form } = finding
  return {
    title: say`${migration.tag} was applied with other line endings`,
    what: say`Row ${row.id}, ${dated(row, now)}, has the hash of the very same text with ${formInWords(form)}. Nothing else in its file differs.`,
    likely: say`It was applied from a checkout in which git converts line endings, as on Windows, or an editor changed them since.`,
    consequence: say`None for the database: the statements are the same, and Drizzle never compares hashes.`,
    next: [
      {
        text: say`Nothing has to be done. To keep it from happening again, add the line ${'*.sql text eol=lf'} to ${'.gitattributes'} in the application's repository.`,
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
  const { migration, row, willRunAgain, origin } = finding
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
    likely: origin
      ? originInWords(origin, row.hash, now)
      : named
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
    next: [
      {
        text: say`Look whether the data that it writes is there twice, and mend that. Then delete row ${row.id}.`,
      },
    ],
  }
}
