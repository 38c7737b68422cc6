/** More than a year, so that the day, the month and the year are all others. */
const laterMs = 400 * 24 * 60 * 60 * 1000

/**
 * Runs `work` as if it were more than a year later: PGlite asks JavaScript for the time, and so
 * whatever a migration makes of `now()` comes out otherwise. The clock of all else in this process
 * is wrong for as long, so nothing else should be at work.
 */
export async function onLaterClock<T>(work: () => Promise<T>): Promise<T> {
  const now = Date.now
  Date.now = () => now() + laterMs
  try {
    return await work()
  } finally {
    Date.now = now
  }
}
