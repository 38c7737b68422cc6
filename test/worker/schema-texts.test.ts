import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { env } from 'cloudflare:workers'
import { quoteIdentifier } from '../../src/io/ledger-query.ts'
import { hostileCases } from '../support/hostile.ts'
import { cron, freshMonitor, get, shown, slack } from './harness.ts'
import { foreignMarkup, messageTexts } from './outside.ts'
import { deployShop, dropShop, freshShop, report, shopSql, sql, stored } from './shop.ts'

beforeAll(freshShop)
afterAll(dropShop)

async function shopAsDeclared(): Promise<void> {
  await freshMonitor()
  await deployShop()
  await dropShop()
  for (const text of shopSql) await sql(text)
}

/** What PostgreSQL takes for a name, of 63 bytes at most. */
function nameOf(foreign: string): string {
  const text = foreign.replaceAll('\0', '␀').toWellFormed()
  let name = ''
  for (const character of text) {
    if (new TextEncoder().encode(name + character).length > 63) break
    name += character
  }
  return name === '' ? 'empty' : name
}

describe('names that mean something elsewhere', () => {
  beforeEach(shopAsDeclared)

  test.for(hostileCases)('$name', async ({ foreign }) => {
    const name = nameOf(foreign)
    const quoted = quoteIdentifier(name)
    await sql(`ALTER TABLE shop.users ADD COLUMN ${quoted} int;
      CREATE SCHEMA IF NOT EXISTS shop; CREATE TABLE shop.${quoted} (${quoted} int);
      CREATE FUNCTION shop.${quoted}(${quoted} int) RETURNS int LANGUAGE sql AS 'SELECT 1'`)
    for (const hour of [0, 1]) await cron(hour)

    const requests = await slack.requests()
    expect(requests.map(({ status }) => status)).toEqual([200])
    const texts = requests.flatMap(({ body }) => messageTexts(body))
    expect(texts.flatMap(foreignMarkup)).toEqual([])
    expect(texts.join('').length).toBeLessThanOrEqual(3000)
    expect((await get('/status')).text).toMatch(/^\{"state":"warning","checkedAt":"[^"]+"\}$/)
    const { findings } = (await report()).verdict
    const told = findings.map((finding) => ('object' in finding ? finding.object.type : ''))
    expect(told.toSorted()).toEqual(['column', 'function', 'table'])
    const plain = name.replaceAll(/\p{Cc}/gu, ' ')
    expect(findings.map((finding) => 'object' in finding && finding.object.name)).toContain(plain)
  })
})

describe('definitions', () => {
  beforeEach(shopAsDeclared)

  test('stay in the database: not in Slack, in KV, in what is remembered, in logs or routes', async () => {
    await sql(`CREATE VIEW shop.v AS SELECT 'canary-view'::text AS a;
      CREATE FUNCTION shop.f() RETURNS text LANGUAGE sql AS 'SELECT ''canary-body''';
      ALTER TABLE shop.users ADD COLUMN a text DEFAULT 'canary-default' CHECK (a <> 'canary-check');
      CREATE POLICY p ON shop.users USING (email <> 'canary-policy')`)
    const log = vi.spyOn(console, 'log')
    for (const hour of [0, 1]) await cron(hour)
    const lines = log.mock.calls.map(([line]) => String(line)).join()
    log.mockRestore()
    const { keys } = await env.STATUS.list()
    const kv = await Promise.all(keys.map(({ name }) => env.STATUS.get(name)))
    const documents = await Promise.all(
      ['schema', 'alerting', 'report', 'history'].map((name) => stored(name)),
    )
    const sent = (await slack.requests()).map(({ body }) => body)
    expect((await report()).verdict.counts.warning).toBeGreaterThanOrEqual(5)
    expect(documents.every((text) => text !== '')).toBe(true)
    expect([lines, ...kv, ...documents, ...sent].join()).not.toContain('canary-')
    expect(sent.join()).toContain('shop.v')
  })
})

describe('many', () => {
  beforeEach(shopAsDeclared)

  const kiB = 1024
  const tables = (count: number) =>
    sql(`DO $$ BEGIN FOR n IN 1..${count} LOOP
      EXECUTE format('CREATE TABLE shop.%I (a int)', rpad('t' || n || ' ', 63, '\u0001'));
    END LOOP; END $$`)

  test.for([51, 700])(
    '%i tables by hand are one message, with their true number',
    async (count) => {
      await tables(count)
      for (const hour of [0, 1, 2]) await cron(hour)
      expect(await shown()).toEqual([`🟠 app has drifted: ${count} warnings`])
      const { verdict, findingsOmitted, incidents } = await report()
      expect(verdict.counts.warning).toBe(count)
      expect(verdict.findings.length + findingsOmitted).toBe(count)
      expect(incidents).toMatchObject([{ subject: { kind: 'storm', of: 'schema', count } }])
      for (const name of ['schema', 'alerting']) {
        const size = new TextEncoder().encode(await stored(name)).length
        expect(size).toBeLessThanOrEqual(256 * kiB)
      }
    },
  )

  test('one more of those for which there is no room is told as a change', async () => {
    await tables(700)
    for (const hour of [0, 1]) await cron(hour)
    await sql('CREATE TABLE shop.zzz (a int)')
    for (const hour of [2, 3]) await cron(hour)
    expect(await shown()).toEqual([
      '🟠 app has drifted: 700 warnings',
      '🟠 app has drifted: 701 warnings',
    ])
  })
})
