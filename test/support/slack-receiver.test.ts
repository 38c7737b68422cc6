import { afterAll, beforeEach, expect, test } from 'vitest'
import { slackFaults, startSlackReceiver } from './slack-receiver.ts'

const receiver = await startSlackReceiver()
beforeEach(() => receiver.clear())
afterAll(() => receiver.stop())

async function post(message: unknown): Promise<string> {
  const body = typeof message === 'string' ? message : JSON.stringify(message)
  const response = await fetch(receiver.url, { method: 'POST', body, redirect: 'manual' })
  return `${response.status} ${await response.text()}`
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } })
const context = (count: number) => ({
  type: 'context',
  elements: Array.from({ length: count }, () => ({ type: 'mrkdwn', text: 'x' })),
})
const blocks = (...list: readonly object[]) => ({ text: 'summary', blocks: list })

test.for([
  { name: 'text alone', message: { text: 'hello' } },
  { name: 'a section of 3,000 characters', message: blocks(section('x'.repeat(3000))) },
  { name: 'a header of 150 characters', message: blocks(header('x'.repeat(150))) },
  { name: '50 blocks', message: blocks(...Array.from({ length: 50 }, () => section('x'))) },
  { name: 'ten elements of context', message: blocks(context(10)) },
])('accepts $name', async ({ message }) => {
  expect(await post(message)).toBe('200 ok')
  expect(receiver.accepted()).toHaveLength(1)
})

test.for([
  { name: 'no JSON', message: 'hello', refusal: 'invalid_payload' },
  { name: 'nothing', message: {}, refusal: 'no_text' },
  { name: 'an empty text', message: { text: ' ' }, refusal: 'no_text' },
  { name: 'an empty section', message: blocks(section('')), refusal: 'invalid_blocks' },
  {
    name: 'a section that is too long',
    message: blocks(section('x'.repeat(3001))),
    refusal: 'invalid_blocks',
  },
  {
    name: 'a header that is too long',
    message: blocks(header('x'.repeat(151))),
    refusal: 'invalid_blocks',
  },
  {
    name: 'a header in mrkdwn',
    message: blocks({ type: 'header', text: section('x').text }),
    refusal: 'invalid_blocks',
  },
  {
    name: 'a section without text and fields',
    message: blocks({ type: 'section' }),
    refusal: 'invalid_blocks',
  },
  {
    name: 'a block that Slack does not know',
    message: blocks({ type: 'paragraph' }),
    refusal: 'invalid_blocks',
  },
  {
    name: 'a property that Slack does not know',
    message: blocks({ ...section('x'), color: 'red' }),
    refusal: 'invalid_blocks',
  },
  {
    name: '51 blocks',
    message: blocks(...Array.from({ length: 51 }, () => section('x'))),
    refusal: 'invalid_blocks',
  },
  { name: 'eleven elements of context', message: blocks(context(11)), refusal: 'invalid_blocks' },
  {
    name: 'eleven fields',
    message: blocks({ type: 'section', fields: context(11).elements }),
    refusal: 'invalid_blocks',
  },
  {
    name: 'a block_id twice',
    message: blocks(...[1, 2].map(() => ({ ...section('x'), block_id: 'a' }))),
    refusal: 'invalid_blocks',
  },
  {
    name: 'too much altogether',
    message: blocks(...Array.from({ length: 5 }, () => section('x'.repeat(2900)))),
    refusal: 'msg_blocks_too_long',
  },
])('refuses $name', async ({ message, refusal }) => {
  expect(await post(message)).toBe(`400 ${refusal}`)
  expect(receiver.accepted()).toEqual([])
})

test('knows only its own path', async () => {
  const response = await fetch(`${receiver.url}x`, { method: 'POST', body: '{"text":"x"}' })
  expect([response.status, await response.text()]).toEqual([404, 'no_service'])
})

test('fails as often as it is told to, and then not', async () => {
  receiver.fail(slackFaults['503'], 2)
  receiver.fail('reset-after-accept', 1)
  expect(await post({ text: 'a' })).toBe('503 service_unavailable')
  expect(await post({ text: 'b' })).toBe('503 service_unavailable')
  await expect(post({ text: 'c' })).rejects.toThrow('fetch failed')
  expect(await post({ text: 'd' })).toBe('200 ok')
  expect(receiver.accepted().map(({ text }) => text)).toEqual(['c', 'd'])
})

test('refuses connections until it is healed', async () => {
  await receiver.refuse()
  await expect(post({ text: 'a' })).rejects.toThrow('fetch failed')
  await receiver.heal()
  expect(await post({ text: 'b' })).toBe('200 ok')
})
