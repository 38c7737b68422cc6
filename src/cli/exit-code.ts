import type { Verdict } from '../core/verdict.ts'
import { assertNever } from '../core/never.ts'

/** What `diff` and `grep` mean by them: 0 the same, 1 different, 2 it could not be told. */
export const exitCodes = { inSync: 0, drifted: 1, couldNotTell: 2 } as const

/** A command's exit code for a verdict. */
export function exitCodeFor({ status }: Pick<Verdict, 'status'>): 0 | 1 | 2 {
  switch (status) {
    case 'in-sync':
      return exitCodes.inSync
    case 'drifted':
      return exitCodes.drifted
    case 'unreadable':
      return exitCodes.couldNotTell
    default:
      return assertNever(status)
  }
}
