import { differingTables, type Run } from '../../core/migrate/run.ts'
import type { State } from '../../core/migrate/state.ts'
import { join, type RichText, say, sentence, words } from '../rich-text.ts'

export type ToldRun = Pick<Run, 'facts' | 'state' | 'evidence' | 'endsTransaction'>

/** Of a ledger that is as it was: what that was seen to mean, and what was not looked at. */
export function wordAsBefore(run: ToldRun, state: Extract<State, { status: 'as-before' }>) {
  const { facts, endsTransaction } = run
  const { alreadyThere, alreadyGone } = facts
  const sentences: readonly RichText[] = [
    say`The ledger has the rows that it had, and no other.`,
    state.unseen === undefined
      ? say`Nothing of what the pending migrations make, change or drop has come since.`
      : wordUnseen(state.unseen),
    ...(alreadyThere.length === 0
      ? []
      : [say`This was there before the run already: ${codes(alreadyThere)}.`]),
    ...(alreadyGone.length === 0
      ? []
      : [say`This was gone before the run already: ${codes(alreadyGone)}.`]),
    ...tableSentences(run),
    endsTransaction.length === 0
      ? say`As the migrator works in one transaction, what it had begun was rolled back.`
      : say`${wordEndsTransaction(endsTransaction)}, so what stands before that may have been committed.`,
  ]
  return join(sentences, ' ')
}

/** That nobody looked for objects, and why. */
export function wordUnseen(because: string): RichText {
  return say`Whether anything else was committed was not looked at: ${sentence(because.replace(/[.\s]+$/, ''))}.`
}

/** Which migrations end the one transaction in the middle, without a full stop. */
export function wordEndsTransaction(tags: readonly string[]): RichText {
  const verb = words(tags.length === 1 ? ' ends' : ' end')
  return say`${codes(tags)}${verb} the migrator's transaction in the middle, as by ${'COMMIT'}`
}

/** The names of tables and objects, with commas between. */
export function codes(names: readonly string[]): RichText {
  return join(
    names.map((name) => say`${name}`),
    ', ',
  )
}

function tableSentences(run: ToldRun): RichText[] {
  const { evidence, endsTransaction } = run
  const differing = differingTables(run)
  if (differing.length > 0) {
    const names = differing.map(({ name }) => `${name.schema}.${name.table}`)
    const who = endsTransaction.length === 0 ? 'somebody else' : 'a migration or somebody else'
    return [
      say`But the rows are not the same in ${codes(names)}, which ${'--untouched'} names: ${words(who)} has written to them.`,
    ]
  }
  if ('because' in evidence) {
    return [
      say`Whether rows of tables are the same could not be looked at: ${sentence(evidence.because)}`,
    ]
  }
  return evidence.tables.length === 0
    ? [say`Rows of tables were not looked at, as ${'--untouched'} names none.`]
    : [say`The tables that ${'--untouched'} names have the same rows.`]
}
