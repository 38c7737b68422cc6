import { clean } from '../report/rich-text.ts'

export interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly write: (text: string) => unknown
}

/** One line that is written again and again; nothing where there is no terminal. */
export interface Progress {
  readonly show: (text: string, done?: number) => void
  /** Takes the line away. */
  readonly end: () => void
}

const barWidth = 20
const widest = 80
/** Faster than anybody reads. */
const leastGapMs = 50

/** Shows how far something has come; `done` goes from 0 to 1. */
export function progressOn(terminal: Terminal, now: () => number = Date.now): Progress {
  if (terminal.isTTY !== true) return { show: () => undefined, end: () => undefined }
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    show(text, done) {
      if (done !== undefined && now() - shownAt < leastGapMs) return
      shownAt = now()
      // A full line would wrap, and the next one could not take its place.
      const width = Math.min(widest, terminal.columns ?? widest) - 1
      const line = done === undefined ? text : `${bar(done)} ${text}`
      terminal.write(`\r\u001B[K${clean(line, width)}`)
    },
    end() {
      terminal.write('\r\u001B[K')
    },
  }
}

function bar(done: number): string {
  const full = Math.round(done * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
}
