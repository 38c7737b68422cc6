import type { LedgerTable } from '../../core/ledger.ts'
import type { DeclaredSchema } from '../../core/schema/declared-schema.ts'
import type { ReplayFault } from '../../io/replay/replay-error.ts'
import { tryReplay } from '../../io/replay/replay-history.ts'
import type { Script } from '../../io/script.ts'
import { progressOn } from '../progress.ts'
import { inReplayDatabase, preludesOf } from '../replay-schema.ts'
import type { CopyRehearsed, CopyRequest } from './copy.ts'

export interface RehearsalRequest {
  /** All of the history: first what is applied, then what is pending. */
  readonly scripts: readonly Script[]
  readonly applied: number
  readonly ledger: LedgerTable
  readonly preludes: readonly Script[]
}

/** What came of it: the schema after each migration, or what PostgreSQL says of one that fails. */
export type Rehearsed =
  | { readonly done: true; readonly schema: DeclaredSchema }
  | {
      readonly done: false
      readonly script: Script
      readonly fault: ReplayFault
      /** Whether it is one of those that are about to run. */
      readonly isPending: boolean
    }

/** A place in which pending migrations run before they run for good. */
export interface Rehearsal {
  /** For people, such as `an embedded PostgreSQL`. */
  readonly where: string
  readonly rehearse: (request: RehearsalRequest) => Promise<Rehearsed>
  /** Once more, with rows: on a copy of the database, once nothing but what is pending differs. */
  readonly onCopy?: (request: CopyRequest) => Promise<CopyRehearsed>
}

/** In an empty database of the PostgreSQL that is part of Driftwatch. */
export const embeddedRehearsal: Rehearsal = {
  where: 'an embedded PostgreSQL, in an empty database',
  async rehearse({ scripts, applied, ledger, preludes: given }) {
    const preludes = preludesOf(given, scripts, ledger)
    const progress = progressOn(process.stderr)
    try {
      return await inReplayDatabase(undefined, [...preludes, ...scripts], async (database) => {
        const replayed = await tryReplay(database, {
          preludes,
          migrations: scripts,
          ledger,
          onMigration: ({ file }, index) =>
            progress.show(`${index + 1} of ${scripts.length}: ${file}`, index / scripts.length),
        })
        if (replayed.done) return replayed
        return { ...replayed, isPending: scripts.indexOf(replayed.script) >= applied }
      })
    } finally {
      progress.end()
    }
  },
}
