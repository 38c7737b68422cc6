import { tryReplay } from '../../io/replay/replay-history.ts'
import { progressOn } from '../progress.ts'
import { inReplayDatabase, preludesOf } from '../replay-schema.ts'
import type { CopyRehearsed, CopyRequest } from './copy.ts'
import type { Rehearsed, RehearsalRequest } from './rehearsed.ts'

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
          applied,
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
