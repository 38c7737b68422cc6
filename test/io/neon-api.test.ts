import { expect, onTestFinished, test } from 'vitest'
import { parseConnectionString } from '../../src/io/connection-string.ts'
import { connectionOnBranch } from '../../src/io/neon-api/connection-on-branch.ts'
import type { NeonAccess } from '../../src/io/neon-api/neon-api.ts'
import { withBranch } from '../../src/io/neon-api/with-branch.ts'
import { type ApiFault, type NeonApiOptions, startNeonApi } from '../support/neon-api.ts'

const host = 'ep-main.eu.aws.neon.tech'
const name = 'driftwatch-rehearsal-2026-01-01'
const pace = { patienceMs: 300, everyMs: 5, timeoutMs: 5000 }

async function stageOf(options: Partial<NeonApiOptions> = {}) {
  const api = await startNeonApi({ host, ...options })
  onTestFinished(() => api.stop())
  const { base, key, project } = api
  const access: NeonAccess = { base, key, project, pace }
  const left: string[] = []
  const ending = new AbortController()
  const run = (changed: Partial<NeonAccess> = {}, work = async () => 'done', of = host) =>
    withBranch(
      { ...access, ...changed },
      {
        host: of,
        name,
        expiresAt: new Date('2026-01-01T06:00:00Z'),
        signal: ending.signal,
        onLeft: (words) => void left.push(words),
      },
      work,
    ).catch((error: unknown) => String(error))
  return { api, run, left, ending }
}

test.for([
  'ep-main.eu.aws.neon.tech',
  'ep-main-pooler.eu.aws.neon.tech',
  'EP-MAIN.eu.aws.neon.tech',
])(
  'a branch of the branch that %s is on, there while it is used and gone afterwards',
  async (of) => {
    const { api, run, left } = await stageOf()
    let during: readonly string[] = []
    const work = async () => {
      during = api.branches()
      return 'done'
    }
    expect(await run({}, work, of)).toBe('done')
    expect(during).toEqual([name])
    expect(api.asked()).toEqual({
      branch: { name, parent_id: 'br-main', expires_at: '2026-01-01T06:00:00.000Z' },
      endpoints: [{ type: 'read_write' }],
    })
    expect(api.branches()).toEqual([])
    expect(left).toEqual([])
  },
)

const refusals: readonly {
  readonly name: string
  readonly method: string
  readonly fault: ApiFault
  readonly says: RegExp
}[] = [
  {
    name: 'a key that is wrong',
    method: 'GET',
    fault: { status: 401 },
    says: /^UserError: Neon does not take the API key in NEON_API_KEY/,
  },
  {
    name: 'a key that may not make branches',
    method: 'POST',
    fault: { status: 403 },
    says: /^UserError: The API key in NEON_API_KEY has no right to make a branch\./,
  },
  {
    name: 'a project that is not there',
    method: 'GET',
    fault: { status: 404 },
    says: /^UserError: [^]*finds no such project[^]*NEON_PROJECT_ID/,
  },
  {
    name: 'as many branches as there may be',
    method: 'POST',
    fault: { status: 422, code: 'BRANCHES_LIMIT_EXCEEDED' },
    says: /^UserError: The Neon project has as many branches as its plan allows/,
  },
  {
    name: 'another limit',
    method: 'POST',
    fault: { status: 422, code: 'ACTIVE_ENDPOINTS_LIMIT_EXCEEDED' },
    says: /^UserError: [^]*a limit of the plan is reached \(ACTIVE_ENDPOINTS_LIMIT_EXCEEDED\)/,
  },
  {
    name: 'a word that is no code',
    method: 'POST',
    fault: { status: 400, code: 'secret words' },
    says: /^UserError: Neon refused to make a branch \(400\)\.$/,
  },
  {
    name: 'a project that stays locked',
    method: 'POST',
    fault: { status: 423 },
    says: /^OutsideError: [^]*other operations are going on/,
  },
  {
    name: 'a rate limit that lasts longer than patience does',
    method: 'POST',
    fault: { status: 429, retryAfter: 60 },
    says: /^OutsideError: [^]*asked too often/,
  },
  {
    name: 'an API that is down',
    method: 'GET',
    fault: { status: 503 },
    says: /^OutsideError: [^]*its API fails \(503\)/,
  },
  {
    name: 'what is not its API',
    method: 'GET',
    fault: 'not-json',
    says: /^OutsideError: [^]*is not its API/,
  },
]

test.for(refusals)('$name: said in words, with no branch left', async ({ method, fault, says }) => {
  const { api, run, left } = await stageOf()
  api.fail(method, fault)
  const said = await run()
  expect(said).toMatch(says)
  expect(said).not.toMatch(/secret|ep-|127\.0\.0\.1/)
  expect(said).not.toContain(api.key)
  expect(api.branches()).toEqual([])
  expect(left).toEqual([])
})

test('a key of somebody else, and a project of somebody else', async () => {
  const { run } = await stageOf()
  expect(await run({ key: 'napi_other' })).toMatch(/does not take the API key/)
  expect(await run({ project: 'other' })).toMatch(/finds no such project/)
})

test('a database that is on no endpoint of the project', async () => {
  const { api, run } = await stageOf()
  const said = await run({}, async () => 'done', 'ep-elsewhere.eu.aws.neon.tech')
  expect(said).toMatch(/^UserError: The database is on no endpoint of this Neon project/)
  expect(said).not.toContain('ep-')
  expect(api.requests()).toEqual(['GET endpoints'])
})

test.for([
  { name: 'a lock', method: 'POST', fault: { status: 423 } },
  { name: 'a rate limit', method: 'POST', fault: { status: 429, retryAfter: 0 } },
  { name: 'a failure of the API', method: 'GET', fault: { status: 502 } },
  { name: 'an answer that is lost, to what can be asked twice', method: 'GET', fault: 'lost' },
  { name: 'a lost answer to the deletion', method: 'DELETE', fault: 'lost' },
] as const)('$name that passes is waited for', async ({ method, fault }) => {
  const { api, run, left } = await stageOf()
  api.fail(method, fault, 2)
  expect(await run()).toBe('done')
  expect(api.branches()).toEqual([])
  expect(left).toEqual([])
})

test.for(['lost', 'not-json'] as const)(
  'a branch is made once, and deleted even where nobody knows whether it was made (%s)',
  async (fault) => {
    const { api, run, left } = await stageOf()
    api.fail('POST', fault)
    expect(await run()).toMatch(/^OutsideError/)
    expect(api.requests().filter((each) => each.startsWith('POST'))).toHaveLength(1)
    expect(api.branches()).toEqual([])
    expect(left).toEqual([])
  },
)

test('a branch whose operations fail is deleted', async () => {
  const { api, run, left } = await stageOf({ endsAs: 'failed' })
  expect(await run()).toMatch(/^OutsideError: [^]*could not get it ready/)
  expect(api.branches()).toEqual([])
  expect(left).toEqual([])
})

test('a branch that is not ready in time is deleted, and one that cannot be is named', async () => {
  const { api, run, left } = await stageOf({ slowness: 1_000_000 })
  expect(await run()).toMatch(/^OutsideError: The Neon branch was not ready after 0 seconds/)
  // Its operations still run, so the project stays locked.
  expect(api.branches()).toEqual([name])
  expect(left).toHaveLength(1)
  expect(left[0]).toContain(`The branch ${name} is left at Neon.`)
  expect(left[0]).toContain(`npx neonctl branches delete ${name}`)
  expect(left[0]).not.toContain(api.key)
})

test('a branch is deleted when the work on it fails', async () => {
  const { api, run } = await stageOf()
  const said = await run({}, async () => {
    throw new Error('no')
  })
  expect(said).toBe('Error: no')
  expect(api.branches()).toEqual([])
})

test('a branch is deleted when somebody asks to stop while it gets ready', async () => {
  const { api, run, ending } = await stageOf({ slowness: 20 })
  const running = run()
  while (api.branches().length === 0) await new Promise((resolve) => setImmediate(resolve))
  ending.abort(new Error('stopped'))
  expect(await running).toBe('Error: stopped')
  expect(api.branches()).toEqual([])
})

const branch = { name, host: 'ep-new.eu.aws.neon.tech', passwords: new Map() }

test('role, database and password go along, and only the host is another', () => {
  const url = `postgresql://o%40k:p%2Fw@${host}/shop?sslmode=require`
  expect(connectionOnBranch(parseConnectionString(url, 'URL'), branch).href).toBe(
    `postgresql://o%40k:p%2Fw@${branch.host}/shop?sslmode=require`,
  )
})

test('a password of its own, as the branch of a protected one has, is taken', () => {
  const target = parseConnectionString(`postgresql://ok:old@${host}/shop`, 'URL')
  const passwords = new Map([['ok', 'n/w:%']])
  expect(connectionOnBranch(target, { ...branch, passwords }).password).toBe('n/w:%')
})

test.for([
  `postgresql://ok:pw@${host}/shop?options=endpoint%3Dep-main`,
  `postgresql://ok:endpoint%3Dep-main%3Bpw@${host}/shop`,
])('a connection string that names its endpoint elsewhere is not used', (url) => {
  const target = parseConnectionString(url, 'URL')
  expect(() => connectionOnBranch(target, branch)).toThrow(/names its endpoint a second time/)
})
