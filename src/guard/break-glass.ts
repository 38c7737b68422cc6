import { clean } from './clean.ts'

/** What the environment says about starting in spite of all. */
export type BreakGlass =
  | { readonly state: 'unset' }
  | { readonly state: 'open'; readonly until: string; readonly reason: string }
  | { readonly state: 'ignored'; readonly because: string }

export const breakGlassName = 'DRIFTWATCH_BREAK_GLASS'

/** The longest that it may hold, so that nobody forgets it. */
const longestMs = 7 * 24 * 60 * 60 * 1000

const form = /^\s*(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)) because (.*\S)\s*$/s

/** Reads `2026-12-01T00:00Z because <reason>`: both the end and the reason are needed. */
export function readBreakGlass(text: string | undefined, now: number): BreakGlass {
  if (text === undefined || text.trim() === '') return { state: 'unset' }
  const [, time = '', reason = ''] = form.exec(text) ?? []
  const end = Date.parse(time)
  if (Number.isNaN(end) || reason === '') {
    return ignored(`it is not of the form "${exampleOf(now)}"`)
  }
  const until = new Date(end).toISOString()
  if (end <= now) return ignored(`it ran out at ${until}`)
  if (end > now + longestMs) return ignored(`it would hold until ${until}, more than 7 days ahead`)
  return { state: 'open', until, reason: clean(reason, 200) }
}

/** A value that would hold from now for four hours. */
export function exampleOf(now: number): string {
  return `${new Date(now + 4 * 60 * 60 * 1000).toISOString().slice(0, 16)}Z because <reason>`
}

function ignored(because: string): BreakGlass {
  return { state: 'ignored', because }
}
