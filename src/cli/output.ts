import { styleText } from 'node:util'
import { harmless } from '../report/rich-text.ts'
import { type Palette, plainPalette } from '../report/palette.ts'

/** A terminal's width when there is none to ask. */
const usualWidth = 80

/** Longer lines are hard to read, however wide the terminal is. */
const widest = 100

export interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** How to write to a stream. `colour` is what a person asked for on the command line. */
export function outputFor(
  stream: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
  colour: boolean | undefined,
): { readonly palette: Palette; readonly width: number } {
  const isWanted = colour ?? isColourWanted(stream, env)
  const width = stream.isTTY === true ? (stream.columns ?? usualWidth) : usualWidth
  return {
    palette: isWanted ? colourPalette : plainPalette,
    width: Math.min(widest, width > 0 ? width : usualWidth),
  }
}

/** https://no-color.org, https://force-color.org; otherwise colour is for terminals that have some. */
function isColourWanted(
  { isTTY }: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR'] !== undefined) return !/^(0|false)$/.test(env['FORCE_COLOR'])
  return isTTY === true && env['TERM'] !== 'dumb'
}

type Style = Parameters<typeof styleText>[0]

/** Whether to colour is decided above; Node would decide again. */
const paint = (style: Style) => (text: string) => styleText(style, text, { validateStream: false })

const colourPalette: Palette = {
  critical: paint('red'),
  warning: paint('yellow'),
  notice: paint('blue'),
  good: paint('green'),
  code: paint('cyan'),
  command: paint('cyan'),
  faint: paint('dim'),
  strong: paint('bold'),
}

/** A message of several lines, each fit for a terminal and a CI log, whatever it quotes. */
export function safeLines(message: string): string {
  return message.split('\n').map(harmless).join('\n')
}
