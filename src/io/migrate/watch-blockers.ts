import { setTimeout as sleep } from 'node:timers/promises'
import type { Holder } from '../../core/migrate/holder.ts'
import { OutsideError } from '../errors.ts'
import { blockersOf } from './migration-lock.ts'
import type { Session } from './session.ts'

const everyMs = 250

/**
 * Sees who keeps a migrator from a lock for as long as it runs, as afterwards nobody can tell.
 * `onSeen` is told whenever they are others than before; in the end, those that were seen last are
 * given. A broken connection is not its concern.
 */
export function watchBlockers(
  session: Session,
  applicationName: string,
  onSeen: (blockers: readonly Holder[]) => void,
): { readonly stop: () => Promise<readonly Holder[]> } {
  const stopped = new AbortController()
  const watch = async () => {
    let seen: readonly Holder[] = []
    while (!stopped.signal.aborted) {
      const now = await blockersOf(session, applicationName).catch((error: unknown) => {
        if (!(error instanceof OutsideError)) throw error
        return undefined
      })
      if (now === undefined) break
      if (now.length > 0) {
        if (pidsOf(now) !== pidsOf(seen)) onSeen(now)
        seen = now
      }
      await sleep(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
    return seen
  }
  const watching = watch()
  return {
    stop() {
      stopped.abort()
      return watching
    },
  }
}

function pidsOf(holders: readonly Holder[]): string {
  return holders
    .map(({ pid }) => pid)
    .toSorted()
    .join(' ')
}
