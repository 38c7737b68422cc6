import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../src/worker/settings.ts'

const path = '/services/T0/B0/canary'

function parse(name: string, value: string, env: Readonly<Record<string, unknown>> = {}) {
  return parseSettings({
    TARGETS: [{ name: 'app', secret: 'DATABASE_URL' }],
    DATABASE_URL: 'postgresql://canary',
    SLACK_WEBHOOK_URL: `https://hooks.slack.com${path}`,
    [name]: value,
    ...env,
  })
}

/** Addresses that lead elsewhere than they seem to, or into a network that nobody meant. */
const nowhere = [
  'http://hooks.slack.com',
  'https://127.0.0.1',
  'http://127.0.0.1:8080',
  'https://2130706433',
  'https://0x7f000001',
  'https://0177.0.0.1',
  'https://127.1',
  'https://[::1]',
  'https://[::ffff:169.254.169.254]',
  'https://169.254.169.254',
  'https://10.0.0.1',
  'https://localhost',
  'https://hooks.slack.com:8443',
  'https://user@hooks.slack.com',
  'https://user:password@hooks.slack.com',
  'https://hooks.slack.com@evil.example',
  'https://hooks.slack.com:x@169.254.169.254',
  'https://metadata.google.internal',
  'https://printer.local',
  'https://hooks.slack.com.',
  'https://hooks.slack.com.internal',
  'ftp://hooks.slack.com',
  'file:///etc/passwd',
  'data:text/plain,hooks.slack.com',
  '//hooks.slack.com',
  'https:',
  'https://',
] as const

/** Other names than Slack's. */
const lookalikes = [
  'https://slack.com',
  'https://api.slack.com',
  'https://hooks.slack.com.evil.example',
  'https://evil.example/hooks.slack.com',
  'https://evil.example#@hooks.slack.com',
  'https://evil.example?https://hooks.slack.com',
  'https://evilhooks.slack.com',
  'https://x.hooks.slack.com',
  'https://hooks-slack.com',
  'https://hooks.slack.com%2eevil.example',
  'https://hооks.slack.com',
  'https://xn--hks-0ceb.slack.com',
] as const

test.for([...nowhere, ...lookalikes])('SLACK_WEBHOOK_URL: not %s', (origin) => {
  const { settings, problems } = parse('SLACK_WEBHOOK_URL', `${origin}${path}`)
  expect(settings.slackWebhookUrl).toBe(undefined)
  expect(problems).toEqual([
    'SLACK_WEBHOOK_URL must be the https://hooks.slack.com/services/… address of an incoming webhook',
  ])
})

test.for(['', '/', '/services', '/services/', '/triggers/T0/1/canary', '/../canary'])(
  'SLACK_WEBHOOK_URL: not the path %j',
  (other) => {
    const { settings } = parse('SLACK_WEBHOOK_URL', `https://hooks.slack.com${other}`)
    expect(settings.slackWebhookUrl).toBe(undefined)
  },
)

test.for([
  { value: `https://hooks.slack.com${path}`, href: `https://hooks.slack.com${path}` },
  { value: `https://hooks.slack-gov.com${path}`, href: `https://hooks.slack-gov.com${path}` },
  { value: `https://hooks.slack.com:443${path}`, href: `https://hooks.slack.com${path}` },
  { value: `HTTPS://Hooks.Slack.Com${path}`, href: `https://hooks.slack.com${path}` },
  {
    value: `https://hooks.slack.com\\services\\T0\\B0\\x`,
    href: 'https://hooks.slack.com/services/T0/B0/x',
  },
])('SLACK_WEBHOOK_URL: $value is what every client reads', ({ value, href }) => {
  const { settings, problems } = parse('SLACK_WEBHOOK_URL', value)
  expect(problems).toEqual([])
  expect(settings.slackWebhookUrl).toBe(href)
})

test.for(nowhere)('HEARTBEAT_URL: not %s', (origin) => {
  const { settings, problems } = parse('HEARTBEAT_URL', `${origin}/canary`)
  expect(settings.heartbeatUrl).toBe(undefined)
  expect(problems).toEqual([expect.stringMatching(/^HEARTBEAT_URL must be an https address/)])
})

test.for([
  'https://hc-ping.com/canary',
  'https://uptime.betterstack.com/api/v1/heartbeat/canary',
  'https://push.statuscake.com/?PK=canary&TestID=1',
  'https://checks.example.co.uk/ping/canary',
])('HEARTBEAT_URL: %s', (value) => {
  expect(parse('HEARTBEAT_URL', value)).toMatchObject({
    problems: [],
    settings: { heartbeatUrl: value },
  })
})

describe('STATUS_URL is only a link', () => {
  test.for(['https://driftwatch.team.workers.dev/', 'https://status.team.internal/driftwatch'])(
    '%s',
    (value) => {
      expect(parse('STATUS_URL', value)).toMatchObject({
        problems: [],
        settings: { statusUrl: value },
      })
    },
  )

  test.for([
    'http://driftwatch.team.workers.dev/',
    'https://user:canary@driftwatch.team.workers.dev/',
    'https://127.0.0.1/',
    'javascript:alert(1)',
    'slack://open',
  ])('not %s', (value) => {
    expect(parse('STATUS_URL', value)).toMatchObject({
      problems: ['STATUS_URL must be an https address with a host name, without a user and a port'],
      settings: { statusUrl: undefined },
    })
  })
})

describe('NEON_ENDPOINT gets the password, so it is at Neon', () => {
  test.for([...nowhere, ...lookalikes, 'https://neon.tech.evil.example', 'https://xneon.tech'])(
    'not %s',
    (origin) => {
      const { settings, problems } = parse('NEON_ENDPOINT', `${origin}/sql`)
      expect(settings.neonEndpoint).toBe(undefined)
      expect(problems).toHaveLength(1)
    },
  )
})

describe('ALLOW_LOOPBACK: a stand-in on this machine', () => {
  const local = { ALLOW_LOOPBACK: 'true' }

  test.for(['SLACK_WEBHOOK_URL', 'HEARTBEAT_URL', 'NEON_ENDPOINT', 'STATUS_URL'])('%s', (name) => {
    expect(parse(name, 'http://127.0.0.1:8080/x', local).problems).toEqual([])
    expect(parse(name, 'http://127.0.0.1:8080/x').problems).toHaveLength(1)
  })

  test.for([
    'http://127.0.0.1@evil.example/x',
    'http://127.0.0.1.evil.example/x',
    'http://10.0.0.1/x',
    'http://localhost:8080/x',
    'https://127.0.0.1/x',
  ])('and nowhere else: not %s', (value) => {
    expect(parse('SLACK_WEBHOOK_URL', value, local).problems).toHaveLength(1)
  })
})
