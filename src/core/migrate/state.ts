import type { Migration } from '../migration.ts'
import { doneObjects, type ObjectCheck } from './compare-objects.ts'
import { addedRows, compareRows, type WholeRow } from './compare-rows.ts'

/** In what state a run left a database that did not come to its end. */
export type State =
  /** The ledger has not changed, and nothing that the migrations make, as far as that was seen. */
  | ({ readonly status: 'as-before' } & ObjectsSeen)
  /** All pending migrations are recorded. */
  | { readonly status: 'applied' }
  /** The first of them are recorded, and the rest is not: each is whole by itself. */
  | ({
      readonly status: 'applied-in-part'
      readonly recorded: number
      readonly pending: number
    } & ObjectsSeen)
  /** Objects are there that no row records: something was committed outside of the transaction. */
  | {
      readonly status: 'half-done'
      readonly recorded: number
      readonly pending: number
      readonly objects: readonly ObjectCheck[]
    }
  /** Rows that are not of this run came, changed or went; of its own, so many came. */
  | { readonly status: 'ledger-moved'; readonly recorded: number; readonly pending: number }
  /** It could not be looked at. */
  | { readonly status: 'not-known'; readonly because: string }

interface ObjectsSeen {
  /** Why what the migrations make was not looked for; nothing where it was. */
  readonly unseen: string | undefined
}

export interface StateInput {
  readonly pending: readonly Migration[]
  readonly rowsBefore: readonly WholeRow[]
  readonly rowsAfter: readonly WholeRow[]
  /** Of the pending migrations that no row records; or why they were not compared. */
  readonly objects: readonly ObjectCheck[] | { readonly because: string }
}

/** Which of the pending migrations have a row now, in their order: a new row is that of one. */
export function recordedOf({
  pending,
  rowsBefore,
  rowsAfter,
}: Omit<StateInput, 'objects'>): readonly Migration[] {
  const hashes = addedRows(rowsBefore, rowsAfter).map(({ values }) => values['hash'])
  return pending.filter(({ hash }) => {
    const index = hashes.indexOf(hash)
    if (index >= 0) hashes.splice(index, 1)
    return index >= 0
  })
}

/** How many of the pending migrations have a row now, from the first on up to one that has none. */
export function recordedInOrder(input: Omit<StateInput, 'objects'>): number {
  const recorded = recordedOf(input)
  return recorded.filter((migration, index) => migration === input.pending[index]).length
}

/** What a look at the ledger and the schema says of a run that was cut short. */
export function stateOf(input: StateInput): State {
  const { pending, rowsBefore, rowsAfter, objects } = input
  const recorded = recordedOf(input).length
  const counts = { recorded, pending: pending.length }
  const isMoved =
    addedRows(rowsBefore, rowsAfter).length !== recordedInOrder(input) ||
    compareRows(rowsBefore, rowsAfter).some(({ as }) => as !== 'untouched')
  if (isMoved) return { status: 'ledger-moved', ...counts }
  if (recorded === pending.length) return { status: 'applied' }
  const unseen = 'because' in objects ? objects.because : undefined
  const done = 'because' in objects ? [] : doneObjects(objects)
  if (done.length > 0) return { status: 'half-done', ...counts, objects: done }
  return recorded === 0
    ? { status: 'as-before', unseen }
    : { status: 'applied-in-part', ...counts, unseen }
}
