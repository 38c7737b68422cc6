import { beforeAll, beforeEach, expect, test } from 'vitest'
import { History, TargetReport } from '../../src/core/target-report.ts'
import { hostileCases } from '../support/hostile.ts'
import { migration } from '../support/history.ts'
import { cron, deploy, freshMonitor, freshWorld, get, history, postgres, slack } from './harness.ts'
import { foreignMarkup, messageTexts, withToken } from './outside.ts'

const query = (sql: string, params: readonly unknown[] = []) => postgres.query(sql, params, 'app')

beforeAll(async () => {
  await freshWorld()
  await query(
    `ALTER TABLE drizzle.__drizzle_migrations ADD COLUMN name text;
     INSERT INTO drizzle.__drizzle_migrations VALUES (100, 'x', 1, 'x'), (101, 'y', NULL, 'y')`,
  )
})
beforeEach(freshMonitor)

/** What PostgreSQL can hold of a text. */
const storable = (text: string) => text.replaceAll('\0', '␀').toWellFormed()

/** In the database and in the manifest, wherever a name or a hash can stand. */
async function plant(foreign: string): Promise<void> {
  const text = storable(foreign)
  await query(
    'UPDATE drizzle.__drizzle_migrations SET hash = $1::text || id, name = $1 WHERE id > 99',
    [text],
  )
  const tag = foreign === '' ? 'x' : foreign.slice(0, 512)
  await deploy([...history, migration(10, { tag })])
}

test.for(hostileCases)('$name', async ({ foreign }) => {
  await plant(foreign)
  // A migration that waits for its deploy is told after half an hour.
  await cron(0)
  await cron(1)

  const requests = await slack.requests()
  expect(requests.map(({ status }) => status)).toEqual([200, 200])
  const texts = requests.map(({ body }) => messageTexts(body))
  expect(texts.flat().flatMap(foreignMarkup)).toEqual([])
  for (const message of texts) expect(message.join('').length).toBeLessThanOrEqual(3000)

  const { status, text } = await get('/status')
  expect([status, text]).toEqual([
    503,
    expect.stringMatching(/^\{"state":"drifted","checkedAt":"[^"]+"\}$/),
  ])
  const verdict = await get('/api/targets/app/verdict', withToken)
  const { findings } = TargetReport.parse(JSON.parse(verdict.text)).verdict
  expect(findings.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['unknown', 'pending', 'bad-row']),
  )
  const runs = await get('/api/targets/app/history', withToken)
  expect(History.parse(JSON.parse(runs.text))).toHaveLength(2)
})

test('what Slack would make something of is seen here', () => {
  const texts = ['<!channel>', '`a', 'a\u202eb', '&copy;', 'https://x', '@here', ':smile:']
  expect(texts.filter((text) => foreignMarkup(text).length === 0)).toEqual([])
})
