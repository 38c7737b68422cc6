import { Command } from 'commander'

/** Not for people: `driftwatch verify` starts it, to run a schema in a process of its own. */
export const schemaChild = 'answer-about-schema'

export function schemaChildCommand(): Command {
  return new Command(schemaChild).action(async () => {
    const { answerInChild } = await import('../../io/drizzle-kit/answer-in-child.ts')
    answerInChild()
  })
}
