import { describe, expect, test } from 'vitest'
import type { Commit, Fate, Origin } from '../../src/core/origin.ts'
import { plainText } from '../../src/report/rich-text.ts'
import { originInWords, originSteps } from '../../src/report/wording-origin.ts'
import { hashOfText, now } from '../support/history.ts'

const hash = hashOfText('old')
const at = (day: number) => Date.UTC(2026, 1, day, 12) / 1000
const by: Commit = { commit: '1f3c2ab94d07', at: at(20), author: 'Ann' }
const from: Commit = { commit: 'aa3c2ab94d07', at: at(10), author: 'Bob' }
const byAnn = 'commit 1f3c2ab94d07 (Ann, 2026-02-20 12:00 UTC, 9 days ago)'
const fromBob = 'commit aa3c2ab94d07 (Bob, 2026-02-10 12:00 UTC, 19 days ago)'
const path = 'drizzle/0001_add.sql'
const allow = `npm run driftwatch -- allow ${hash} --reason '…' --owner '…'`

function originOf(fate: Fate, change: Partial<Origin> = {}): Origin {
  return { hash, tag: '0001_add', path, from, fate, ...change }
}

const rows: readonly {
  readonly name: string
  readonly fate: Fate
  readonly says: string
  readonly commands: readonly string[]
}[] = [
  {
    name: 'edited: look at the change',
    fate: { kind: 'edited', by },
    says: `It is the text that ${path} had until ${byAnn} edited it.`,
    commands: [`git show 1f3c2ab94d07 -- :/${path}`, allow],
  },
  {
    name: 'edited by a merge or not yet committed',
    fate: { kind: 'edited' },
    says: `It is the text that ${path} had with ${fromBob}. Since, a merge or a change not yet committed edited it.`,
    commands: [allow],
  },
  {
    name: 'deleted: bring the file back',
    fate: { kind: 'deleted', by },
    says: `It is the text that ${path} had until ${byAnn} deleted it.`,
    commands: [`git restore --source=aa3c2ab94d07 -- :/${path}`, allow],
  },
  {
    name: 'renamed: the row of the new name decides',
    fate: { kind: 'renamed', by, to: '0002_add' },
    says: `It is the text that ${path} had until ${byAnn} renamed it to 0002_add.`,
    commands: [allow],
  },
  {
    name: 'squashed: allowed once the new one is recorded',
    fate: { kind: 'squashed', by, to: '0000_init' },
    says: `It is the text that ${path} had until ${byAnn} put 0000_init in its place.`,
    commands: [allow],
  },
  {
    name: 'unmerged: merge it, or revert what it did',
    fate: { kind: 'unmerged', branches: ['feature', 'origin/feature'] },
    says: `It is the text that ${path} has only on feature, origin/feature: never merged. It came with ${fromBob}.`,
    commands: [allow],
  },
]

test.for(rows)('$name', ({ fate, says, commands }) => {
  expect(plainText(originInWords(originOf(fate), hash, now))).toBe(says)
  const steps = originSteps(originOf(fate), hash)
  expect(steps.flatMap(({ command }) => command ?? [])).toEqual(commands)
})

test('a twin is told to be one', () => {
  const text = plainText(originInWords(originOf({ kind: 'edited', by }), hashOfText('twin'), now))
  expect(text).toMatch(/^It is the text, but for line endings or a byte order mark, that drizzle\//)
})

describe('no path that means something to a shell is in a command', () => {
  test.for(['a b.sql', '$(id).sql', "a'.sql", 'a;b.sql', 'a\nb.sql', '`id`', '-'.repeat(200), ''])(
    '%j',
    (foreign) => {
      for (const { fate } of rows) {
        const commands = originSteps(originOf(fate, { path: foreign }), hash)
          .flatMap(({ command }) => command ?? [])
          .filter((command) => command !== allow)
        for (const command of commands) expect(command).toMatch(/ -- <file>$/)
      }
    },
  )
})

test('a row whose hash no migration can have is not to be allowed', () => {
  for (const { fate } of rows) {
    const commands = originSteps(originOf(fate), 'x').flatMap(({ command }) => command ?? [])
    expect(commands.join()).not.toContain('allow')
  }
})
