import { wrapAnsi } from 'fast-wrap-ansi'

/** Lines of at most `width` columns, but for an address: people copy it, so it stays in one piece. */
export function wrap(text: string, width: number): readonly string[] {
  return wrapAnsi(text, width)
    .split('\n')
    .flatMap((line) =>
      line.includes('://') ? [line] : wrapAnsi(line, width, { hard: true }).split('\n'),
    )
}
