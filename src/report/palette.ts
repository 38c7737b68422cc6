import type { Severity } from '../core/severity.ts'

/** How each part of a report is marked; the plain palette has backticks around code, no colour. */
export interface Palette extends Readonly<Record<Severity, (text: string) => string>> {
  readonly good: (text: string) => string
  /** A name or a value within a sentence. */
  readonly code: (text: string) => string
  /** What is to be typed, on a line of its own. */
  readonly command: (text: string) => string
  readonly faint: (text: string) => string
  readonly strong: (text: string) => string
}

const same = (text: string) => text

export const plainPalette: Palette = {
  critical: same,
  warning: same,
  notice: same,
  good: same,
  code: (text) => `\`${text}\``,
  command: same,
  faint: same,
  strong: same,
}
