import type { Verdict } from '../core/verdict.ts'
import { clean, join, type RichText, say, sentence, words } from './rich-text.ts'
import { plural, pluralOf } from './time-in-words.ts'

/** What was held against what, and what was not: a line each. */
export function coverageLines(verdict: Verdict): RichText[] {
  const { manifest, counts, checkedAt, coverage } = verdict
  const history = words(plural(counts.history, 'migration'))
  const minute = words(clean(checkedAt).replace(/T(\d\d:\d\d).*$/, ' $1 UTC'))
  const rows = words(plural(counts.ledger, 'ledger row'))
  const allowed = words(counts.allowed > 0 ? ` (${counts.allowed} allowed)` : '')
  const { schema } = coverage
  const objects = schema.covered
    ? words(` and ${plural(schema.objects ?? 0, 'schema object')}`)
    : words('')
  return [
    say`${history} (manifest ${manifest?.name ?? ''}), read ${minute}.`,
    say`Compared: ${rows}${allowed}${objects}.`,
    schema.covered ? leftOutLine(verdict) : notComparedLine(schema.because),
  ].filter((line) => line.length > 0)
}

function notComparedLine(because: string | undefined): RichText {
  const why = because === undefined ? [] : say`: ${sentence(because.replace(/[.\s]+$/, ''))}`
  return say`The live schema is not compared${why}.`
}

/** What was not compared, and how much rules ignore; empty where there is neither. */
export function leftOutLine({ counts, coverage }: Pick<Verdict, 'counts' | 'coverage'>): RichText {
  const leftOut = leftOutInWords(coverage.schema.leftOut ?? '')
  const { ignored = 0 } = counts
  const sentences = [
    leftOut.length === 0 ? [] : say`Left out: ${leftOut}.`,
    ignored === 0 ? [] : say`Ignored by rules: ${words(plural(ignored, 'difference'))}.`,
  ]
  return join(
    sentences.filter((each) => each.length > 0),
    ' ',
  )
}

/** Reasons that are not the names of types. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['extension', 'that extensions own'],
  ['ledger', 'of the ledger itself'],
  ['managed', 'that Neon manages'],
])

/** `213 that extensions own, 12 partitions`, of `extension=213;partition=12`. */
export function leftOutInWords(leftOut: string): RichText {
  const phrases = leftOut.split(';').flatMap((each) => {
    const [reason = '', number = ''] = each.split('=')
    if (!/^[1-9]\d*$/.test(number)) return []
    const known = reasons.get(reason)
    return [known === undefined ? counted(reason, number) : words(`${number} ${known}`)]
  })
  return join(phrases, ', ')
}

function counted(reason: string, number: string): RichText {
  const isUncountable = number === '1' || reason === 'statistics'
  const noun = isUncountable ? reason : pluralOf(reason)
  return /^[a-z ]+$/.test(reason) ? words(`${number} ${noun}`) : say`${words(number)} ${reason}`
}
