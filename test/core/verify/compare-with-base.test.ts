import { describe, expect, test } from 'vitest'
import {
  addedBy,
  type Change,
  compareWithBase,
  firstEditedLine,
} from '../../../src/core/verify/compare-with-base.ts'
import type { Entry } from '../../../src/core/verify/entry.ts'

const init = entry('0000_init', 1)
const users = entry('0001_users', 2)
const orders = entry('0002_orders', 3)

/** A migration that stands in line `when` of a journal. */
function entry(tag: string, when: number, blob = tag): Entry {
  const declaredAt = { file: 'drizzle/meta/_journal.json', line: when }
  return { tag, when, blob, file: { file: `drizzle/${tag}.sql` }, declaredAt }
}

function change(
  before: readonly Entry[],
  after: readonly Entry[],
  more: Partial<Change> = {},
): Change {
  return {
    layout: 'journal',
    before,
    base: before,
    after,
    baseName: 'main',
    edits: new Map(),
    ...more,
  }
}

function rulesOf(made: Change): string[] {
  return compareWithBase(made).map((problem) =>
    'tag' in problem ? `${problem.rule} ${problem.tag}` : problem.rule,
  )
}

describe('what a change does to the base branch', () => {
  test.for([
    { name: 'nothing', before: [init, users], after: [init, users], rules: [] },
    { name: 'one is added at the end', before: [init], after: [init, users], rules: [] },
    {
      name: 'the text of one is another',
      before: [init, users],
      after: [entry('0000_init', 1, 'new'), users],
      rules: ['edited 0000_init'],
    },
    { name: 'one has gone', before: [init, users], after: [init], rules: ['deleted 0001_users'] },
    {
      name: 'one has another name, and its date',
      before: [init, users],
      after: [init, entry('0001_people', 2, 'people')],
      rules: ['renamed 0001_people'],
    },
    {
      name: 'one has another name and date, and its text',
      before: [init, users],
      after: [init, entry('0001_people', 9, '0001_users')],
      rules: ['renamed 0001_people'],
    },
    {
      name: 'one has another date',
      before: [init, users],
      after: [init, entry('0001_users', 5)],
      rules: ['restamped 0001_users'],
    },
    {
      name: 'two have changed places',
      before: [init, users, orders],
      after: [init, orders, users],
      rules: ['reordered 0002_orders'],
    },
    {
      name: 'one that has no file is told as that, and not as edited',
      before: [init],
      after: [{ ...init, blob: undefined }],
      rules: [],
    },
  ])('$name', ({ before, after, rules }) => {
    expect(rulesOf(change(before, after))).toEqual(rules)
  })

  test('line endings alone are told as such', () => {
    const made = change([init], [entry('0000_init', 1, 'crlf')], {
      edits: new Map([['0000_init', { line: 1, isOfEndings: true }]]),
    })
    expect(rulesOf(made)).toEqual(['line-endings 0000_init'])
  })

  test.for([
    {
      name: 'what the base branch itself has edited since is not told',
      base: [entry('0000_init', 1, 'edited there')],
      after: [init],
    },
    { name: 'what the base branch itself has deleted since is not told', base: [], after: [init] },
    {
      name: 'nor is an edit that both have',
      base: [entry('0000_init', 1, 'both')],
      after: [entry('0000_init', 1, 'both')],
    },
  ])('$name', ({ base, after }) => {
    expect(rulesOf(change([init], after, { base }))).toEqual([])
  })
})

describe('how new migrations fare on the base branch', () => {
  test.for([
    { name: 'newer than all: it runs', mine: 4, rules: [] },
    {
      name: 'older than one that came meanwhile: skipped',
      mine: 2,
      rules: ['overtaken 0009_mine'],
    },
    { name: 'just as old: skipped', mine: 3, rules: ['overtaken 0009_mine'] },
  ])('$name', ({ mine, rules }) => {
    const after = [init, entry('0009_mine', mine)]
    expect(rulesOf(change([init], after, { base: [init, orders] }))).toEqual(rules)
  })

  test('the newest of the base branch is named, and the line of the new one', () => {
    const after = [init, entry('0009_mine', 2)]
    expect(compareWithBase(change([init], after, { base: [init, orders] }))).toEqual([
      {
        rule: 'overtaken',
        tag: '0009_mine',
        when: 2,
        by: { tag: '0002_orders', when: 3, on: 'main' },
        place: { file: 'drizzle/meta/_journal.json', line: 2 },
      },
    ])
  })

  test('Drizzle 1.0 runs an older one all the same, which is worth knowing', () => {
    const after = [init, entry('2_mine', 2)]
    const made = change([init], after, { base: [init, orders], layout: 'folders' })
    expect(rulesOf(made)).toEqual(['runs-late 2_mine'])
  })

  test.for([
    { name: 'both branches made one of the same number', theirs: '0001_theirs', mine: '0001_mine' },
    { name: 'both made one of the same name', theirs: '0001_same', mine: '0001_same' },
  ])('$name', ({ theirs, mine }) => {
    const after = [init, entry(mine, 9, 'mine')]
    const made = change([init], after, { base: [init, entry(theirs, 5, 'theirs')] })
    expect(rulesOf(made)).toEqual([`number-taken ${mine}`])
  })

  test('a number twice on the same branch is told, too', () => {
    const after = [init, entry('0001_one', 5), entry('0001_two', 6)]
    expect(rulesOf(change([init], after))).toEqual([
      'number-taken 0001_one',
      'number-taken 0001_two',
    ])
  })

  test('what the base branch has already is not new', () => {
    const made = change([init], [init, users, orders], { base: [init, users] })
    expect(addedBy(made).map(({ tag }) => tag)).toEqual(['0002_orders'])
  })
})

describe('the first line of an edit', () => {
  test.for([
    { name: 'the first', before: 'a\nb', after: 'x\nb', line: 1 },
    { name: 'one in the middle', before: 'a\nb\nc', after: 'a\nx\nc', line: 2 },
    { name: 'one that is new', before: 'a\nb', after: 'a\nx\nb', line: 2 },
    { name: 'one at the end', before: 'a', after: 'a\nb', line: 2 },
    { name: 'the last, where the end has gone', before: 'a\nb\nc', after: 'a\nb', line: 2 },
    { name: 'line endings alone are no edit of a line', before: 'a\r\nb', after: 'a\nx', line: 2 },
    { name: 'all of it', before: 'a', after: '', line: 1 },
  ])('$name', ({ before, after, line }) => {
    expect(firstEditedLine(before, after)).toBe(line)
  })
})
