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
  return ({ title, what, likely, consequence, next }) => ({
    title,
    what,
    likely: isNew(likely) ? likely : undefined,
    consequence: isNew(consequence) ? consequence : undefined,
    next: next.flatMap(({ text, command, again = say`As above:` }) => {
      const newCommand = command !== undefined && isNew([{ code: command }]) ? { command } : {}
      if (isNew(text)) return [{ text, ...newCommand }]
      // Nobody should run a command whose condition stands a screen further up.
      return 'command' in newCommand ? [{ text: again, ...newCommand }] : []
    }),
  })
}
