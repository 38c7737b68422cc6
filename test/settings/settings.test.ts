import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSettings } from '../../src/worker/settings.ts'
import { hostileTexts } from '../support/hostile.ts'

const hourMs = 3_600_000
const minuteMs = 60_000
const webhook = 'https://hooks.slack.com/services/T0/B0/canaryWebhook'
const database = 'postgresql://monitor:canary-Pa55word@ep-canary-1.us-east-2.aws.neon.tech/app'
const token = 'canary-token-0123456789abcdefghij'

const good = {
  STATUS: {},
  TARGET: {},
  TARGETS: [{ name: 'app', manifest: 'app', secret: 'DATABASE_URL' }],
  DATABASE_URL: database,
  SLACK_WEBHOOK_URL: webhook,
}
const parse = (change: Readonly<Record<string, unknown>> = {}) =>
  parseSettings({ ...good, ...change })

test('the least that works: everything else has its default', () => {
  expect(parse()).toEqual({
    problems: [],
    sharedProblems: [],
    settings: {
      targets: [
        {
          name: 'app',
          manifest: 'app',
          secret: 'DATABASE_URL',
          databaseUrl: database,
          schema: true,
          problems: [],
        },
      ],
      policy: { intervalMs: hourMs, remindAfterMs: [4 * hourMs, 8 * hourMs, 24 * hourMs] },
      graces: { pendingMs: 30 * minuteMs, aheadMs: 15 * minuteMs },
      mention: undefined,
      slackWebhookUrl: webhook,
      heartbeatUrl: undefined,
      statusUrl: undefined,
      apiToken: undefined,
      neonEndpoint: undefined,
    },
  })
})

test('everything set', () => {
  const { settings, problems } = parse({
    CHECK_INTERVAL: '15m',
    PENDING_GRACE: '2h',
    AHEAD_GRACE: '1d',
    REMIND_AFTER: '30m,1h , 30d',
    SLACK_MENTION: 'S0123ABCD',
    STATUS_URL: 'https://driftwatch.team.workers.dev',
    HEARTBEAT_URL: 'https://hc-ping.com/canary-heartbeat',
    API_TOKEN: token,
    NEON_ENDPOINT: 'https://api.us-east-2.aws.neon.tech/sql',
  })
  expect(problems).toEqual([])
  expect(settings).toMatchObject({
    policy: { intervalMs: 15 * minuteMs, remindAfterMs: [hourMs / 2, hourMs, 720 * hourMs] },
    graces: { pendingMs: 2 * hourMs, aheadMs: 24 * hourMs },
    mention: { kind: 'group', id: 'S0123ABCD' },
    statusUrl: 'https://driftwatch.team.workers.dev/',
    heartbeatUrl: 'https://hc-ping.com/canary-heartbeat',
    apiToken: token,
    neonEndpoint: 'https://api.us-east-2.aws.neon.tech/sql',
  })
})

/** Wrong values by setting; each is told once, and changes nothing else. */
const wrong: Readonly<Record<string, readonly unknown[]>> = {
  CHECK_INTERVAL: ['canary', '0m', '-5m', '90s', '1.5h', '1 h', 'h', '25h', '9999d', '1h\n2h', 60],
  PENDING_GRACE: ['canary', '0m', '8d', '30', true, null, {}],
  AHEAD_GRACE: ['canary', '0m', '2d', '25h', '15M', ['15m']],
  REMIND_AFTER: ['canary', '4h, 4h', '8h, 4h', '4h,', ',4h', '4h,,8h', '4h; 8h', '31d', 4, []],
  SLACK_MENTION: [
    '@canary',
    '#general',
    '<!channel>',
    'everyone',
    'S0123abcd',
    'T0123ABCD',
    'here channel',
    'U1',
    42,
  ],
  SLACK_WEBHOOK_URL: ['canary', 'hooks.slack.com/services/T0/B0/canary', 42, {}],
  HEARTBEAT_URL: ['canary', 'ftp://hc-ping.com/canary', 42],
  STATUS_URL: ['canary', '/status', 'javascript:alert(1)', 42],
  API_TOKEN: [
    'canary',
    'x'.repeat(31),
    ` ${'x'.repeat(31)} `,
    `${token} ${token}`,
    `${token}\n${token}`,
    `${token}é`,
    42,
  ],
  NEON_ENDPOINT: [
    'canary',
    'https://evil.example/sql',
    'https://neon.tech.evil.example/sql',
    'https://xneon.tech/sql',
  ],
}

test.for(
  Object.entries(wrong).flatMap(([name, values]) => values.map((value) => ({ name, value }))),
)('$name: $value', ({ name, value }) => {
  const without = parse({ [name]: undefined })
  const { settings, problems } = parse({ [name]: value })
  expect(settings).toEqual(without.settings)
  expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must be .{8,}`))])
  expect(problems.join()).not.toMatch(/canary|evil|\n/)
})

test.for(Object.keys(wrong).filter((name) => name !== 'SLACK_WEBHOOK_URL'))(
  '%s may be empty, or nothing but white space',
  (name) => {
    expect(parse({ [name]: '' })).toEqual(parse())
    expect(parse({ [name]: ' \n' })).toEqual(parse())
  },
)

test.for([undefined, '', ' \n'])('without a webhook (%j) nobody can be told', (value) => {
  const { settings, problems } = parse({ SLACK_WEBHOOK_URL: value })
  expect(settings.slackWebhookUrl).toBe(undefined)
  expect(problems).toEqual([
    'SLACK_WEBHOOK_URL is not set: npm run wrangler -- secret put SLACK_WEBHOOK_URL',
  ])
})

test('a line break gets in wherever a secret is piped, and belongs to none', () => {
  const { settings, problems } = parse({
    SLACK_WEBHOOK_URL: `${webhook}\n`,
    API_TOKEN: `${token}\r\n`,
    SLACK_MENTION: ' here',
  })
  expect(problems).toEqual([])
  expect(settings).toMatchObject({
    slackWebhookUrl: webhook,
    apiToken: token,
    mention: { kind: 'here' },
  })
})

test.for([
  { meant: 'SLACK_WEBHOOK_URL', written: 'SLACK_WEBOOK_URL' },
  { meant: 'SLACK_WEBHOOK_URL', written: 'slack_webhook_url' },
  { meant: 'HEARTBEAT_URL', written: 'HEARTBEAT-URL' },
  { meant: 'HEARTBEAT_URL', written: 'HEARTBAET_URL' },
  { meant: 'API_TOKEN', written: 'API_TOKE' },
  { meant: 'CHECK_INTERVAL', written: 'CHECK_INTERVALL' },
  { meant: 'TARGETS', written: 'TARGTES' },
  { meant: 'DATABASE_URL', written: 'DATABSE_URL' },
])('$written instead of $meant is asked about', ({ meant, written }) => {
  const { problems } = parse({ [meant]: undefined, [written]: 'canary' })
  expect(problems).toContain(`${written} is no setting: is ${meant} meant?`)
})

test.for([
  { name: 'nothing like a setting', env: { NODE_ENV: 'production', GREETING: 'hi' } },
  { name: 'near a setting that is set', env: { DATABASE_URL2: database } },
  { name: 'another word', env: { APP_TOKENS: 'x', CHECKS: '1', STATUSES: 'x' } },
])('$name is left alone', ({ env }) => {
  expect(parse(env).problems).toEqual([])
})

test.for(['TRUE', '1', 'yes', ' true', true, 1, null])('ALLOW_LOOPBACK: %j is off', (value) => {
  const local = 'http://127.0.0.1:8080/x'
  const { settings, problems } = parse({
    ALLOW_LOOPBACK: value,
    SLACK_WEBHOOK_URL: local,
    HEARTBEAT_URL: local,
    NEON_ENDPOINT: local,
  })
  expect(problems).toHaveLength(3)
  expect(settings).toMatchObject({
    slackWebhookUrl: undefined,
    heartbeatUrl: undefined,
    neonEndpoint: undefined,
  })
})

test('whatever the environment holds: never throws, shows no value, keeps the rest', () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(...hostileTexts),
    fc.jsonValue(),
    fc.constant(undefined),
  )
  const names = [...Object.keys(wrong), 'TARGETS', 'DATABASE_URL', 'ALLOW_LOOPBACK']
  const env = fc.dictionary(fc.constantFrom(...names), value)
  fc.assert(
    fc.property(env, (change) => {
      const { problems } = parse(change)
      const ours = problems.filter((problem) => /^[A-Z_]+ (must|is|has|in)\b/.test(problem))
      expect(ours).toEqual(problems)
      const texts = Object.values(change).filter((text) => typeof text === 'string')
      const shown = texts.filter(
        (text) => text.trim().length >= 8 && problems.join().includes(text.trim()),
      )
      expect(shown).toEqual([])
      const { TARGETS, SLACK_WEBHOOK_URL } = good
      expect(parse({ ...change, TARGETS, SLACK_WEBHOOK_URL }).settings).toMatchObject({
        targets: [{ name: 'app' }],
        slackWebhookUrl: webhook,
      })
    }),
    { numRuns: 2000 },
  )
})
