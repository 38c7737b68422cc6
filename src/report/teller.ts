import { plainText, type RichText, say } from './rich-text.ts'
import type { Wording } from './wording-parts.ts'

/** A wording without what has been said just before it. */
export interface Told {
  readonly title: RichText
  readonly what: RichText
  readonly likely: RichText | undefined
  readonly consequence: RichText | undefined
  readonly next: readonly { readonly text: RichText; readonly command?: string }[]
}

/** Takes one wording after the other, and leaves out what it has said before. */
export function teller(): (wording: Wording) => Told {
  const said = new Set<string>()
  const isNew = (rich: RichText) => {
    const text = plainText(rich)
    const before = said.has(text)
    said.add(text)
    return !before
  }
  let above = ''
  return ({ title, what, likely, consequence, next }) => {
    const steps = next.map(({ text }) => plainText(text)).join('\n')
    // Between them and where they were told, other steps may have been.
    const areAbove = steps === above
    above = steps
    return {
      title,
      what,
      likely: isNew(likely) ? likely : undefined,
      consequence: isNew(consequence) ? consequence : undefined,
      next: next.flatMap(({ text, command, again = say`As above:` }) => {
        const told = command === undefined ? { text } : { text, command }
        // Nobody should run a command whose condition stands a screen further up.
        const isNewCommand = command !== undefined && isNew([{ code: command }])
        if (!areAbove) return [told]
        return isNewCommand ? [{ ...told, text: again }] : []
      }),
    }
  }
}
