/** The time that crons fire by. */
export interface Clock {
  /** When the next cron fires: a second after the last one, in the same minute. */
  readonly next: () => Date
  /** Lets a minute pass. Throws if that would be in the future. */
  readonly skipMinute: () => void
}

const secondMs = 1000
const minuteMs = 60 * secondMs

/** How many minutes the story skips. */
const skips = 2

/**
 * A clock that begins in the past, with its first cron, so that nobody has to wait for a minute to
 * pass. It does not cross one by itself, however slow the machine is, until it has come to the present.
 */
export function startClock(now: () => number = Date.now): Clock {
  let last: number | undefined
  let behind = skips
  return {
    next() {
      last = last === undefined ? beginning(now()) : last + secondMs
      if (behind === 0) last = Math.max(last, now())
      return new Date(last)
    },
    skipMinute() {
      if (last === undefined || behind === 0) throw new Error('a minute has to be waited for')
      last += minuteMs
      behind -= 1
    },
  }
}

/** With at least half a minute to its end. */
function beginning(now: number): number {
  const half = minuteMs / 2
  return Math.floor((now - skips * minuteMs) / half) * half
}
