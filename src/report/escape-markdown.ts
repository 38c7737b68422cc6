import { clean } from './rich-text.ts'

/** Longer than any sentence of ours with what it quotes. */
const longest = 4000

/**
 * A text on one line as GitHub's Markdown shows it literally, in a paragraph or a cell of a table:
 * no markup, no HTML, no mention, no link of its own making.
 */
export function escapeMarkdown(text: string): string {
  return (
    clean(text, longest)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_{}[\]()#+\-!|~$]/g, '\\$&')
      // What would become a mention, an issue's link or an address.
      .replaceAll('@', '&#64;')
      .replaceAll('://', ':&#47;/')
      .replaceAll(/\bwww\./gi, 'www&#46;')
  )
}
