import type { FindingOf } from '../core/finding.ts'
import { assertNever } from '../core/never.ts'
import { restoreStep } from './restore-row.ts'
import { type RichText, say } from './rich-text.ts'
import { at, dated, shortHash, type Step, type Wording } from './wording-parts.ts'

type Vanished = FindingOf<'vanished'>

/** Nobody should act before it is known who took the rows. */
export const findOutWhoStep: Step = {
  text: say`Look at the restores and resets of the database's branch in the Neon console, and ask who changed the ledger. Nobody should migrate before that is known.`,
}

/** A row that was there, and no longer is. */
export function wordVanished(finding: Vanished, now: number): Wording {
  const { row, migration, lastSeenAt } = finding
  const what = migration
    ? say`It recorded ${migration.tag}`
    : say`It had hash ${shortHash(row.hash)}`
  return {
    title: say`Row ${row.id} has vanished from the ledger`,
    what: say`${what}, ${dated(row, now)}, and was last seen ${at(lastSeenAt, now)}.`,
    likely: say`The row was deleted or changed by hand, or the whole database was restored or reset to an earlier state.`,
    consequence: say`${fateInWords(finding)} After a restore, data written since is gone as well.`,
    next: [findOutWhoStep, ...backSteps(finding)],
  }
}

function fateInWords({ migration, fate }: Vanished): RichText {
  if (migration === undefined) return say`Nothing says any more that it was applied.`
  const { tag } = migration
  switch (fate) {
    case 'runs-again':
      return say`The next migrate runs ${tag} again; if what it makes is still there, it most likely fails.`
    case 'skipped':
      return say`Drizzle 0.x skips ${tag}, without a word, since a newer row is there: if what it makes is gone as well, it does not come back.`
    case 'recorded':
      return say`Another row stands for ${tag} now, so Drizzle does not run it again.`
    case undefined:
      return say`Drizzle may run ${tag} again.`
    default:
      return assertNever(fate)
  }
}

function backSteps({ row, fate, place }: Vanished): Step[] {
  const { hash, createdAt, name } = row
  if (fate === 'recorded') {
    return [{ text: say`If the other row is this one, changed: change it back.` }]
  }
  if (createdAt === null) return []
  const content = { hash, createdAt, ...(name === null ? {} : { name }) }
  const text = say`If the database still has what it recorded, put the row back, on the database:`
  return restoreStep(content, place, text)
}
