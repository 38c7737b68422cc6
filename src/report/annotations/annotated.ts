import { severities } from '../../core/severity.ts'
import type { Annotation } from '../annotation.ts'
import { clean } from '../rich-text.ts'

/** What a rule is about, whether something breaks it or not. */
export interface Rule {
  readonly id: string
  /** One sentence: what holds where nothing breaks it. */
  readonly text: string
}

/** All that a format needs of one run of a command. */
export interface Annotated {
  /** Such as `driftwatch verify`. */
  readonly command: string
  /** The outcome in one line of plain text, without a full stop. */
  readonly headline: string
  /** What was held against what: a file or folder relative to the repository's root, with `/`. */
  readonly subject: string
  /** All rules that were looked at, in the order in which people should meet them. */
  readonly rules: readonly Rule[]
  readonly annotations: readonly Annotation[]
  /** Plain sentences on what was not looked at, and on what a baseline holds. */
  readonly notes: readonly string[]
}

/** Longer than any line of ours with what it quotes. */
const longestLine = 4000

/** The same without anything that a log, a page or a parser could take for more than text. */
export function cleaned(annotated: Annotated): Annotated {
  const { headline, subject, annotations, notes } = annotated
  const line = (text: string) => clean(text, longestLine)
  return {
    ...annotated,
    headline: line(headline),
    subject: line(subject),
    annotations: annotations.map((each) => ({
      ...each,
      key: line(each.key),
      title: line(each.title),
      text: each.text.split('\n').filter(Boolean).map(line).join('\n'),
      ...(each.place && { place: { ...each.place, file: line(each.place.file) } }),
    })),
    notes: notes.map(line),
  }
}

/** The worst first, as CI systems cut long lists; otherwise in the order in which they are given. */
export function worstFirst(annotations: readonly Annotation[]): readonly Annotation[] {
  const rank = ({ severity }: Annotation) => severities.indexOf(severity)
  return annotations.toSorted((a, b) => rank(b) - rank(a))
}
