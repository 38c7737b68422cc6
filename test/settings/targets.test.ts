import { expect, test } from 'vitest'
import { parseSettings } from '../../src/worker/settings.ts'

const webhook = 'https://hooks.slack.com/services/T0/B0/canary'
const app = { name: 'app', manifest: 'app', secret: 'DATABASE_URL' }
const shop = { name: 'shop', manifest: 'shop', secret: 'SHOP_URL' }

function parse(targets: unknown, env: Readonly<Record<string, unknown>> = {}) {
  const secrets = { DATABASE_URL: 'postgresql://canary-a', SHOP_URL: 'postgresql://canary-b' }
  const { settings, problems, sharedProblems } = parseSettings({
    SLACK_WEBHOOK_URL: webhook,
    TARGETS: targets,
    ...secrets,
    ...env,
  })
  const watched = settings.targets.map(({ name, manifest }) => `${name} against ${manifest}`)
  return { watched, problems, sharedProblems }
}

test('each target has its own secret and manifest', () => {
  expect(parse([app, shop])).toMatchObject({
    watched: ['app against app', 'shop against shop'],
    problems: [],
  })
})

test('the manifest is called as the target, unless said otherwise', () => {
  const { watched, problems } = parse([{ name: 'app', secret: 'DATABASE_URL' }])
  expect([watched, problems]).toEqual([['app against app'], []])
})

test('two manifests on one database are two ledgers in it', () => {
  const { watched, problems } = parse([app, { ...app, name: 'jobs', manifest: 'jobs' }])
  expect([watched, problems]).toEqual([['app against app', 'jobs against jobs'], []])
})

const list =
  /^TARGETS in wrangler\.toml must be a list of \{ name, manifest, secret, schema \}, with names in lower case/

test.for([undefined, null, '', 'app', 'canary', '[]', 42, {}, app, { 0: app }])(
  'no list at all: %j',
  (targets) => {
    const { watched, problems } = parse(targets)
    expect(watched).toEqual([])
    expect(problems).toEqual([expect.stringMatching(list)])
  },
)

test('an empty list watches nothing', () => {
  expect(parse([]).problems).toEqual(['TARGETS in wrangler.toml is empty: nothing is watched'])
})

test.for([
  { name: 'no name', entry: { secret: 'SHOP_URL' } },
  { name: 'a name in capitals', entry: { ...shop, name: 'Canary' } },
  { name: 'a name that is a path', entry: { ...shop, name: '../canary' } },
  { name: 'an empty name', entry: { ...shop, name: '' } },
  { name: 'a name that is too long', entry: { ...shop, name: 'x'.repeat(65) } },
  { name: 'a manifest that is a path', entry: { ...shop, manifest: 'canary/x' } },
  { name: 'no secret', entry: { name: 'shop' } },
  {
    name: 'the connection string itself for a secret',
    entry: { ...shop, secret: 'postgresql://canary' },
  },
  { name: 'a secret in small letters', entry: { ...shop, secret: 'shop_url' } },
  { name: 'an unknown key', entry: { ...shop, url: 'canary' } },
  { name: 'a prototype', entry: { ...shop, secret: '__proto__' } },
  { name: 'a text', entry: 'canary' },
  { name: 'nothing', entry: null },
])('$name: that entry is told, and the others are watched', ({ entry }) => {
  const { watched, problems } = parse([app, entry])
  expect(watched).toEqual(['app against app'])
  expect(problems).toEqual([expect.stringMatching(/^TARGETS in wrangler\.toml, entry 2, must be /)])
  expect(problems.join()).not.toMatch(/canary/i)
})

test('one name for two: the first is watched', () => {
  const { watched, problems } = parse([app, shop, { ...shop, name: 'app' }])
  expect(watched).toEqual(['app against app', 'shop against shop'])
  expect(problems).toEqual([
    'TARGETS in wrangler.toml has one name for entries 1 and 3; only the first of them is watched',
  ])
})

test('a target that was copied without another secret is not watched twice in silence', () => {
  const { watched, problems } = parse([app, shop, { ...app, name: 'app-staging' }])
  expect(watched).toHaveLength(3)
  expect(problems).toEqual([
    'TARGETS in wrangler.toml has the same manifest and secret for entries 1 and 3: which one is wrong?',
  ])
})

test.for([undefined, '', ' \n', 42, {}])(
  'a secret that is not there (%j): the others are watched',
  (value) => {
    const { watched, problems, sharedProblems } = parse([app, shop], { SHOP_URL: value })
    expect(watched).toHaveLength(2)
    expect(problems).toEqual(['SHOP_URL is not set: npm run wrangler -- secret put SHOP_URL'])
    expect(sharedProblems).toEqual([])
  },
)
