import { expect, test } from 'vitest'
import { type Palette, plainPalette } from '../../src/report/palette.ts'
import {
  context,
  escaped,
  header,
  link,
  mentionText,
  section,
} from '../../src/report/slack-text.ts'
import { messageLines } from './show-slack.ts'

const mark = (sign: string) => (text: string) => `${sign}${text}${sign}`
const marking: Palette = {
  ...plainPalette,
  strong: mark('!'),
  code: mark("'"),
  faint: mark('.'),
  warning: (text) => text,
}

function lines(...blocks: Parameters<typeof messageLines>[0]['blocks']): readonly string[] {
  return messageLines({ text: 'summary', blocks, json: {} }, marking, 40)
}

test.for([
  { name: 'a header is strong', block: header('app has drifted'), shown: '!app has drifted!' },
  { name: 'bold is strong', block: section('*Critical:* it'), shown: '!Critical:! it' },
  { name: 'code is code', block: section('Row `7`'), shown: "Row '7'" },
  {
    name: 'a star in code stays one',
    block: section("`-- '*.sql'` *b*"),
    shown: "'-- '*.sql'' !b!",
  },
  {
    name: 'escapes are undone once',
    block: section(escaped('a < b & &lt;')),
    shown: 'a < b & &lt;',
  },
  {
    name: 'a group is called',
    block: section(mentionText({ kind: 'group', id: 'S0ONCALL12' })),
    shown: '!@S0ONCALL12!',
  },
  {
    name: 'a user is called',
    block: section(mentionText({ kind: 'user', id: 'U012345AB' })),
    shown: '!@U012345AB!',
  },
  { name: 'all are called', block: section(mentionText({ kind: 'here' })), shown: '!@here!' },
  {
    name: 'a link shows where it leads',
    block: context(link('https://example.com/a?b=1&c=2', 'Status')),
    shown: '.Status https://example.com/a?b=1&c=2.',
  },
])('$name', ({ block, shown }) => {
  expect(lines(block)).toEqual([shown])
})

test('blocks stand apart, and no line is too wide, however long a word is', () => {
  const shown = lines(header('app'), section(`first\n${'6c'.repeat(60)} and more words behind it`))
  expect(shown.slice(0, 3)).toEqual(['!app!', '', 'first'])
  expect(Math.max(...shown.map((line) => Array.from(line).length))).toBeLessThanOrEqual(40)
})

test('an address is in one piece on a line, however long it is', () => {
  const address = `https://example.com/${'status/'.repeat(8)}`
  const shown = lines(context(`of today, ${link(address, 'Status')} and more words behind it`))
  expect(shown).toContainEqual(expect.stringMatching(new RegExp(`^\\.?${address}\\.?$`)))
  const others = shown.filter((line) => !line.includes(address))
  expect(Math.max(...others.map((line) => line.length))).toBeLessThanOrEqual(40)
})

test('a message without blocks is its text', () => {
  const message = { text: '*app* has drifted', blocks: [], json: {} }
  expect(messageLines(message, marking, 40)).toEqual(['!app! has drifted'])
})
