import { type BreakGlass, breakGlassName, exampleOf } from './break-glass.ts'

/** What a guard does about what it finds. */
export type Mode = 'fail-closed' | 'warn' | 'off'

export interface Situation {
  readonly isInSync: boolean
  /** What is wrong and what to do, where it is not in sync. */
  readonly text: string
  readonly mode: Mode
  readonly glass: BreakGlass
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface LogLine {
  readonly level: 'warn' | 'error'
  readonly text: string
}

export type Decision =
  | { readonly start: true; readonly log: readonly LogLine[] }
  | { readonly start: false; readonly message: string }

/** Whether the application starts, and what is said about it. The break-glass is never silent. */
export function decide({ isInSync, text, mode, glass, now }: Situation): Decision {
  const ignored =
    glass.state === 'ignored' ? [`${breakGlassName} is ignored: ${glass.because}.`] : []
  if (isInSync) {
    const idle =
      glass.state === 'open'
        ? [`${breakGlassName} is set and was not needed: take it away.`]
        : ignored
    return { start: true, log: idle.map((line) => ({ level: 'warn', text: line })) }
  }
  if (mode !== 'fail-closed') {
    const lines = [text, ...ignored, 'The application starts all the same: the guard only warns.']
    return { start: true, log: [{ level: 'warn', text: lines.join('\n') }] }
  }
  if (glass.state === 'open') {
    const why = `The application starts all the same until ${glass.until}, by ${breakGlassName}, because ${glass.reason}`
    return { start: true, log: [{ level: 'error', text: `${text}\n${why}` }] }
  }
  const wayOut = `To start all the same, for 7 days at most: ${breakGlassName}="${exampleOf(now)}"`
  return {
    start: false,
    message: [text, ...ignored, wayOut].join('\n'),
  }
}

/**
 * Only where somebody says that this is no production does a guard start to let things pass: many
 * servers, and most edge runtimes, have no NODE_ENV.
 */
export function usualMode(nodeEnv: string | undefined): Mode {
  return nodeEnv === 'development' || nodeEnv === 'test' ? 'warn' : 'fail-closed'
}
