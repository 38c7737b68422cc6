import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { TargetReport } from '../../src/core/target-report.ts'
import { reportKey } from '../../src/worker/env.ts'
import { patience } from '../../src/worker/patience.ts'
import { verdictOf } from '../support/findings.ts'
import { answerOf, atTheStart, type Change, requestFor, start } from './harness.ts'
import handlers from './main.ts'

export const token = 'token-of-the-tests-0123456789abcdef'
export const withToken = { headers: { authorization: `Bearer ${token}` } } as const

/** Nothing published, at the start of the tests; all else is as it was, which is quicker. */
export async function emptyKv(): Promise<void> {
  atTheStart()
  const { keys } = await env.STATUS.list()
  await Promise.all(keys.map(({ name }) => env.STATUS.delete(name)))
}

/** An answer of the Worker, whose environment holds these in place of its own. */
export async function ask(path: string, init?: RequestInit, change: Change = {}) {
  const request = requestFor(path, init)
  return answerOf(await handlers.fetch(request, { ...env, ...change }, createExecutionContext()))
}

/** A report as of the start of the tests, in sync unless something else is said. */
export function reportOf(change: Partial<TargetReport> = {}): TargetReport {
  const checkedAt = new Date(start).toISOString()
  return {
    format: 1,
    target: 'app',
    state: 'ok',
    verdict: verdictOf([], { checkedAt }),
    findingsOmitted: 0,
    lastCompleteAt: checkedAt,
    undelivered: null,
    incidents: [],
    ...change,
  }
}

/** Lets this stand in KV as a target's report; a text as it is. */
export async function publish(report: TargetReport | string, target = 'app'): Promise<void> {
  const text = typeof report === 'string' ? report : JSON.stringify(report)
  await env.STATUS.put(reportKey(target), text)
}

/** The Worker’s KV, which is read like this. */
export function kvThat(get: (keys: string[]) => Promise<unknown>): typeof env.STATUS {
  return new Proxy(env.STATUS, {
    get: (target, name) => (name === 'get' ? get : Reflect.get(target, name)),
  })
}

export const kvFaults = {
  fails: kvThat(() => Promise.reject(new Error('KV GET failed: 500 canary-kv'))),
  hangs: kvThat(() => new Promise(() => undefined)),
} as const

/** The Worker waits for a tenth of a second where it would wait for many. */
export function beImpatient(): void {
  const noWait = { sleep: () => Promise.resolve(), random: () => 0 }
  Object.assign(patience, {
    neon: { timeoutsMs: [250, 250], patience: noWait },
    slack: { timeoutMs: 250 },
    heartbeatMs: 250,
    kvMs: 100,
  })
}

/** All that a message for Slack shows, from its body. */
export function messageTexts(body: string): string[] {
  const texts: string[] = []
  JSON.parse(body, (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value)
    return value
  })
  return texts
}

/** What Slack would make a mention, a link, a style or a control character of; none of it is ours. */
export function foreignMarkup(text: string): string[] {
  const bare = text.replaceAll(/`[^`\n]*`/g, '')
  return [
    ...(text.match(/[<>]|&(?!(?:amp|lt|gt);)/g) ?? []),
    ...(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []),
    ...(bare.match(/`|https?:|[@#]\w+|::|:\w+:/g) ?? []),
  ]
}
