import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { getUserAgent } from '@slack/webhook/dist/instrument.js'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { slackAgent } from '../../src/build/slack-agent.ts'

const packageJson = await textOf('@slack/webhook/package.json')

const Module = z.object({ getUserAgent: z.function({ input: [], output: z.string() }) })

test('Slack’s client says the same of itself with the small module as with its own', async () => {
  const text = encodeURIComponent(slackAgent(packageJson))
  const small = Module.parse({ ...(await import(`data:text/javascript,${text}`)) })
  expect(small.getUserAgent()).toBe(getUserAgent())
  expect(getUserAgent()).toMatch(/^@slack:webhook\/\d/)
})

test('its client takes nothing else from there', async () => {
  const client = await textOf('@slack/webhook/dist/IncomingWebhook.js')
  expect([...client.matchAll(/instrument_1\.(\w+)/g)].map(([, name]) => name)).toEqual([
    'getUserAgent',
  ])
})

function textOf(file: string): Promise<string> {
  return readFile(fileURLToPath(import.meta.resolve(file)), 'utf8')
}
