import { expect, test } from 'vitest'
import { minimalSlackMessage, testAlertMessage } from '../../src/report/slack-message.ts'
import { findingWith } from '../support/findings.ts'
import { now } from '../support/history.ts'
import {
  blind,
  ended,
  brokenLimits,
  living,
  mention,
  messageOf,
  orphan,
  shown,
  statusUrl,
  storm,
  unknown,
  warning,
} from '../support/slack-events.ts'

test('one unknown hash: what, when, why, and what to type', () => {
  const message = messageOf([living(unknown)])
  expect(brokenLimits(message)).toEqual([])
  const text = shown(message)
  expect(message.blocks[0]).toMatchObject({
    type: 'header',
    text: { type: 'plain_text', text: '🔴 app has drifted: 1 critical' },
  })
  expect(text).toContain('<!subteam^S0123ABCD>\n*Critical:* Unknown hash `6cec6782…` in the ledger')
  expect(text).toContain('2025-11-26 22:12 UTC, 3 months ago')
  expect(text).toMatch(/\*Likely:\* A legacy row/)
  expect(text).toContain(`\n\`npm run driftwatch -- allow ${orphan} --reason '…' --owner '…'\``)
  expect(text).toContain('Incident `abc123@490000`')
  expect(text).toContain(`<${statusUrl}|Status>`)
  expect(message.text).toContain('Unknown hash `6cec6782…`')
})

test.for([
  { name: 'opened', event: living(unknown), says: '*Critical:* Unknown' },
  { name: 'reminded', event: living(unknown, 'remind'), says: '*Critical, for 5 hours now:*' },
  { name: 'reopened', event: living(unknown, 'reopen'), says: '*Critical, back again:*' },
  { name: 'now worse', event: living(unknown, 'change'), says: '*Now critical:*' },
  {
    name: 'a storm that changes',
    event: living(storm, 'change'),
    says: '*Critical, and changing:*',
  },
  {
    name: 'blind',
    event: living(blind),
    says: 'cannot be checked: the database refused the password',
  },
  { name: 'why it is blind', event: living(blind), says: 'in `DATABASE_URL` is refused. Set it' },
  {
    name: 'since when it is blind',
    event: living(blind),
    says: '2026-03-01 10:00 UTC, 2 hours ago',
  },
  {
    name: 'explained',
    event: ended(unknown, 'explained'),
    says: 'Resolved after 5 hours: “Unknown',
  },
  { name: 'allowed', event: ended(unknown, 'allowed'), says: 'An allowance accepts it now.' },
  { name: 'not seen any more', event: ended(unknown, 'quiet'), says: 'not seen any more' },
  {
    name: 'a flash',
    event: ended(unknown, 'explained', 'flash'),
    says: 'Came and went within 5 hours',
  },
  { name: 'read again', event: ended(blind, 'quiet'), says: 'Can be checked again, after 5 hours' },
  {
    name: 'a repeat',
    event: { ...living(unknown), possibleRepeat: true },
    says: '(possible repeat)',
  },
  { name: 'after a loss', event: { ...living(unknown), afterStateLoss: true }, says: 'told again' },
])('says what it is: $name', ({ event, says }) => {
  const message = messageOf([event])
  expect(brokenLimits(message)).toEqual([])
  expect(shown(message)).toContain(says)
})

test('what mends a target that cannot be read: each statement as a line of code', () => {
  const grants = ['GRANT USAGE ON SCHEMA "a" TO x;', 'GRANT SELECT ON TABLE "a"."b" TO x;']
  const message = `The role may not read. Run as its owner: \`${grants.join('` `')}\``
  const event = living({ ...blind, cause: 'no-permission', message })
  expect(shown(messageOf([event]))).toContain(
    `Run as its owner:\n\`${grants.join('`\n`')}\`\nUntil it can be read`,
  )
})

test('beside a ledger that is not there, what waits for it is one line', () => {
  const absent = findingWith['ledger-absent']('drizzle.__drizzle_migrations')
  const waiting = ['0001_a', '0002_b'].map((tag) => living(findingWith.pending(tag)))
  const text = shown(messageOf([living(absent), ...waiting]))
  expect(text).toContain('• 2 migrations count as pending, since the ledger has no row.')
  expect(text).not.toMatch(/0001_a|0002_b|drizzle-kit migrate/)
})

test('a row that vanished is never worded as a recovery', () => {
  for (const event of ['resolve', 'flash'] as const) {
    const message = messageOf([ended(unknown, 'vanished', event)])
    const text = [
      shown(message),
      minimalSlackMessage({ target: 'app', events: [ended(unknown, 'vanished', event)], now }).text,
    ].join('\n')
    expect(text).toContain('Gone, and nothing explains it')
    expect(text).not.toMatch(/resolved|recovered|fixed|🟢/i)
  }
})

test('what is so now comes before what is over, the worst first, reminders last', () => {
  const text = shown(
    messageOf([
      ended(findingWith.pending('0001_over'), 'explained'),
      living(warning),
      living(unknown, 'remind'),
      living(findingWith.edited('0002_new')),
      living({ ...unknown, hash: 'ff'.repeat(32) }),
      living(blind),
    ]),
  )
  const parts = [
    'Not checked',
    'Unknown hash `ffffffff…`',
    '`0002_new` was changed',
    'Unknown hash `6cec6782…`',
    '`0004_items`',
    '`0001_over`',
  ]
  const places = parts.map((part) => text.indexOf(part))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

test.for([
  { name: 'critical and new', event: living(unknown), calls: true },
  { name: 'critical and told again', event: living(unknown, 'remind'), calls: true },
  { name: 'critical and back', event: living(unknown, 'reopen'), calls: true },
  { name: 'a warning', event: living(warning), calls: false },
  { name: 'critical and over', event: ended(unknown, 'explained'), calls: false },
  { name: 'critical, come and gone', event: ended(unknown, 'explained', 'flash'), calls: false },
])('people are called only for what is critical now: $name', ({ event, calls }) => {
  expect(shown(messageOf([event])).includes('<!subteam^S0123ABCD>')).toBe(calls)
  const input = { target: 'app', events: [event], mention, now }
  expect(minimalSlackMessage(input).text.includes('<!subteam^S0123ABCD>')).toBe(calls)
})

test.for([
  { mention: { kind: 'here' } as const, text: '<!here>' },
  { mention: { kind: 'channel' } as const, text: '<!channel>' },
  { mention: { kind: 'user', id: 'U0123ABCD' } as const, text: '<@U0123ABCD>' },
  { mention: { kind: 'user', id: 'U01|x> <!channel' } as const, text: '<@U01>' },
])('calls $text', ({ mention: called, text }) => {
  expect(shown(messageOf([living(unknown)], { mention: called }))).toContain(`${text}\n*Critical:*`)
})

test('ten thousand at once: the number, a sample, and what to make of it', () => {
  const message = messageOf([living(storm)])
  expect(brokenLimits(message)).toEqual([])
  expect(shown(message)).toContain('10000 hashes are neither declared nor allowed')
  expect(shown(message)).toContain('+9990 more; together they are set `abcdef0123456789`')
  expect(shown(message).match(/^• /gm)).toHaveLength(10)
})

test('many incidents: the first in full, others in a line, the rest as a number', () => {
  const message = messageOf(Array.from({ length: 50 }, () => living(unknown)))
  expect(brokenLimits(message)).toEqual([])
  expect(shown(message)).toMatch(/^• \*Critical:\* Unknown hash .*2025-11-26 22:12 UTC/m)
  expect(shown(message)).toMatch(
    /^\+\d+ more; `npm run driftwatch -- check --manifest &lt;file&gt;` lists them$/m,
  )
  const over = messageOf(Array.from({ length: 50 }, () => ended(unknown, 'explained')))
  expect(brokenLimits(over)).toEqual([])
  expect(shown(over)).toMatch(/^\+\d+ more$/m)
})

test('a status address that could end its link does not', () => {
  const text = shown(
    messageOf([living(unknown)], { statusUrl: 'https://a.example/?x=<!channel>|y' }),
  )
  expect(text).toContain('<https://a.example/?x=%3C!channel%3E%7Cy|Status>')
  expect(shown(messageOf([living(unknown)], { statusUrl: 'javascript:alert(1)' }))).not.toMatch(
    /\|Status/,
  )
})

test('without blocks: what happened, in a message that has nothing to reject', () => {
  const events = [living(unknown), ended(warning, 'allowed')]
  const message = minimalSlackMessage({ target: 'app', statusUrl, events, mention, now })
  expect(brokenLimits(message)).toEqual([])
  expect(message).not.toHaveProperty('blocks')
  expect(message.text).toMatch(/^<!subteam\^S0123ABCD>\n🔴 app has drifted: 1 critical\n/)
  expect(message.text).toContain('Unknown hash `6cec6782…` in the ledger')
  expect(message.text).toContain('Incident `abc123@490000`')
  const many = Array.from({ length: 200 }, () => living(unknown))
  const short = minimalSlackMessage({ target: 'app', events: many, now })
  expect(short.text.length).toBeLessThan(1100)
  expect(short.text).toMatch(/^\+\d+ more$/m)
})

test('a test alert says that it is one', () => {
  const message = testAlertMessage({ target: 'app', statusUrl, mention })
  expect(brokenLimits(message)).toEqual([])
  expect(shown(message)).toMatch(/^Test alert for app\n<!subteam\^S0123ABCD>\n.*Nothing is wrong/)
})
