/** When people are told; all times in milliseconds. */
export interface AlertPolicy {
  /** The time between two checks, which is also the length of a slot. */
  readonly intervalMs: number
  /** How long after the last word an open incident is told again; the last one repeats. */
  readonly remindAfterMs: readonly [number, ...number[]]
}

const minuteMs = 60_000

/** A target that was not read completely for two intervals and this is blind, whatever the streak. */
export const blindGraceMs = 15 * minuteMs

/** A storm whose set of findings changes is told again at most this often. */
export const changeEveryMs = 30 * minuteMs

/** An incident that keeps coming back is told as reopened at most this often. */
export const reopenEveryMs = 60 * minuteMs

/**
 * What comes back within this is the same incident. Two intervals, since a window shorter than one
 * could never see anything come back.
 */
export function reopenWithinMs(policy: AlertPolicy): number {
  return 2 * policy.intervalMs
}
