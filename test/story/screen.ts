import { outputFor, type OutputStream } from '../../src/cli/output.ts'
import { harmless } from '../../src/report/rich-text.ts'
import type { Palette } from '../../src/report/palette.ts'
import { wrap } from './wrap.ts'

/** Where the story is told. */
export interface Screen {
  readonly palette: Palette
  /** In columns. */
  readonly width: number
  /** Whether people want to see messages as they were sent, too. */
  readonly json: boolean
  /** Writes a line as it is. */
  readonly line: (text?: string) => void
  /** Writes words, wrapped to the width and indented. */
  readonly say: (words: string, paint?: (text: string) => string) => void
  /** Says what is being done while it is done, and how long that took. */
  readonly task: <T>(label: string, work: () => Promise<T>) => Promise<T>
}

export interface ScreenOptions {
  readonly stream: OutputStream & { readonly write: (text: string) => unknown }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly json?: boolean
}

/** What stands in front of all that belongs to a heading. */
export const margin = '   '

/** What a task's time takes at the end of its line. */
const timeWidth = 8

/** A screen on a stream, with colour where the stream and the environment want it. */
export function openScreen({ stream, env, json = false }: ScreenOptions): Screen {
  const { palette, width } = outputFor(stream, env, undefined)
  const write = (text: string) => void stream.write(text)
  return {
    palette,
    width,
    json,
    line: (text = '') => write(`${text}\n`),
    say(words, paint = (text) => text) {
      const lines = wrap(words, width - margin.length)
      write(lines.map((line) => `${margin}${paint(line)}\n`).join(''))
    },
    async task(label, work) {
      const startedAt = Date.now()
      const room = width - margin.length - timeWidth
      const lines = wrap(harmless(label), room)
      write(`${margin}${lines.map(palette.command).join(`\n${margin}  `)}`)
      try {
        return await work()
      } finally {
        const end = (lines.at(-1)?.length ?? 0) + (lines.length > 1 ? 2 : 0)
        const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
        const time = seconds === '0.0' ? '' : `${seconds} s`.padStart(room + timeWidth - end)
        write(`${palette.faint(time)}\n`)
      }
    },
  }
}

/** `$ driftwatch allow 6cec6782… --owner platform`: a command line, in short. */
export function commandLine(program: string, args: readonly string[]): string {
  const shown = args.map((arg) => {
    const text = arg.replace(/[0-9a-f]{64}/, shortened)
    return /\s/.test(text) ? `'${text}'` : text
  })
  return `$ ${[program, ...shown].join(' ')}`
}

/** A text with its hashes cut to eight digits, as in the messages. */
export function shortened(text: string): string {
  return text.replaceAll(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…')
}
