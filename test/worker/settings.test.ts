import { beforeEach, expect, test, vi } from 'vitest'
import { bridge, cron, freshWorld, heartbeat, setStrangers, shown } from './harness.ts'
import { ask, beImpatient } from './outside.ts'

beImpatient()
beforeEach(freshWorld)

const wrong = {
  REMIND_AFTER: 'canary-1',
  HEARTBEAT_URL: 'canary-2',
  STATUS_URL: 'canary-3',
  SLACK_MENTOIN: 'here',
  SLACK_MENTION: undefined,
}

test('wrong settings: one line each in the log, named by /status, and the rest goes on', async () => {
  await setStrangers('orphan')
  const beats = await heartbeat.count()
  const log = vi.spyOn(console, 'log')
  const outcome = await cron(0, { settings: wrong })
  const lines = log.mock.calls.map(([line]) => String(line))
  log.mockRestore()

  const { status, text } = await ask('/status', {}, wrong)
  const body: { readonly problems: readonly string[] } = JSON.parse(text)
  expect([status, body]).toMatchObject([503, { state: 'misconfigured' }])
  expect(body.problems.map((problem) => problem.split(' ')[0])).toEqual([
    'REMIND_AFTER',
    'HEARTBEAT_URL',
    'STATUS_URL',
    'SLACK_MENTOIN',
  ])
  expect(lines.filter((line) => line.includes('"event":"setting"'))).toEqual(
    body.problems.map((problem) => JSON.stringify({ event: 'setting', problem })),
  )
  expect(`${text}${lines.join()}${outcome}`).not.toContain('canary')
  expect(outcome).toBe('Error: Some settings are wrong; /status names them')

  expect(await shown()).toEqual(['🔴 app has drifted: 1 critical'])
  expect(await heartbeat.count()).toBe(beats)
})

test('a target that is written wrongly leaves the other one watched', async () => {
  const app = { name: 'app', secret: 'DATABASE_URL' }
  const settings = { TARGETS: [app, { name: 'Shop', secret: 'SHOP_URL' }] }
  await setStrangers('orphan')
  await cron(0, { settings })
  expect(await bridge.count()).toBe(1)
  expect(await shown()).toHaveLength(1)
  expect((await ask('/status', {}, settings)).text).toContain('TARGETS in wrangler.toml, entry 2,')
})

test('where nothing is watched, the run fails and the heartbeat waits', async () => {
  const beats = await heartbeat.count()
  expect(await cron(0, { settings: { TARGETS: [] } })).toContain('Some settings are wrong')
  expect(await heartbeat.count()).toBe(beats)
})
