import type { Graces } from '../core/history-context.ts'
import type { AlertPolicy } from '../core/incident/policy.ts'
import type { Mention } from '../report/mention.ts'
import { misspelt } from './misspelt.ts'
import {
  dayMs,
  duration,
  hourMs,
  linkUrl,
  mention,
  neonUrl,
  type Parse,
  publicUrl,
  reminders,
  token,
  webhookUrl,
} from './setting-types.ts'
import { notSet, readTargets, type TargetSettings } from './target-settings.ts'

export interface Settings {
  readonly targets: readonly TargetSettings[]
  readonly policy: AlertPolicy
  readonly graces: Graces
  readonly mention: Mention | undefined
  readonly slackWebhookUrl: string | undefined
  readonly heartbeatUrl: string | undefined
  /** Where people find `/status`; Slack messages link to it. */
  readonly statusUrl: string | undefined
  /** Set only when it is long enough to be a secret; without it, token routes are shut. */
  readonly apiToken: string | undefined
  /** Where Neon's SQL over HTTP is spoken, when not at Neon. */
  readonly neonEndpoint: string | undefined
}

/** Settings as far as they can be used, and what is wrong with the rest. */
export interface ParsedSettings {
  readonly settings: Settings
  /** Each names a setting and the way out, and shows no value. Not empty: `/status` is red. */
  readonly problems: readonly string[]
  /** Those of them that are not about one target alone. Not empty: every `/status/:target` is red. */
  readonly sharedProblems: readonly string[]
}

/** What the Worker's environment holds beside settings: see `env.ts`. */
const bindings = ['STATUS', 'TARGET', 'API_LIMIT'] as const

const parsedOf = new WeakMap<object, ParsedSettings>()

/** As `parseSettings`, once for an environment: it does not change as long as an isolate lives. */
export function settingsOf(env: Readonly<Record<string, unknown>>): ParsedSettings {
  const parsed = parsedOf.get(env) ?? parseSettings(env)
  parsedOf.set(env, parsed)
  return parsed
}

/**
 * Parses the Worker's environment. What is wrong is told and never replaced in silence; what
 * is right goes on working, so that a typing error in one setting does not switch the monitor off.
 */
export function parseSettings(env: Readonly<Record<string, unknown>>): ParsedSettings {
  const sharedProblems: string[] = []
  const tell = (problem: string) => sharedProblems.push(problem)
  const known = new Set<string>([...bindings, 'TARGETS', 'ALLOW_LOOPBACK'])
  /** A setting's value, or the fallback with a problem told; unset is no problem by itself. */
  const read = <T, F>(name: string, parse: Parse<T>, fallback: F, help: string): T | F => {
    known.add(name)
    const value = textOf(env[name])
    if (value === undefined) return fallback
    const parsed = typeof value === 'string' ? parse(value) : undefined
    if (parsed === undefined) tell(`${name} must be ${help}`)
    return parsed ?? fallback
  }

  const isLocal = env['ALLOW_LOOPBACK'] === 'true'
  const settings: Settings = {
    targets: readTargets(env, tell),
    policy: {
      intervalMs: read(
        'CHECK_INTERVAL',
        duration(dayMs),
        hourMs,
        'a time such as "1h" or "30m", of at most a day',
      ),
      remindAfterMs: read(
        'REMIND_AFTER',
        reminders,
        [4 * hourMs, 8 * hourMs, 24 * hourMs] as const,
        'times in growing order, such as "4h, 8h, 24h"',
      ),
    },
    graces: {
      pendingMs: read(
        'PENDING_GRACE',
        duration(7 * dayMs),
        hourMs / 2,
        'a time such as "30m", of at most 7 days',
      ),
      aheadMs: read(
        'AHEAD_GRACE',
        duration(dayMs),
        hourMs / 4,
        'a time such as "15m", of at most a day: for so long, a row that nobody knows is taken for a deploy',
      ),
    },
    mention: read(
      'SLACK_MENTION',
      mention,
      undefined,
      'a user group (S…), a user (U… or W…), "here" or "channel"',
    ),
    slackWebhookUrl: read(
      'SLACK_WEBHOOK_URL',
      webhookUrl(isLocal),
      undefined,
      'the https://hooks.slack.com/services/… address of an incoming webhook',
    ),
    heartbeatUrl: read(
      'HEARTBEAT_URL',
      publicUrl(isLocal),
      undefined,
      'an https address with a public host name, without a user and a port',
    ),
    statusUrl: read(
      'STATUS_URL',
      linkUrl(isLocal),
      undefined,
      'an https address with a host name, without a user and a port',
    ),
    apiToken: read(
      'API_TOKEN',
      token,
      undefined,
      'of at least 32 letters, digits and signs, without spaces; until then nobody is let in',
    ),
    neonEndpoint: read(
      'NEON_ENDPOINT',
      neonUrl(isLocal),
      undefined,
      'an https address at Neon, without a user and a port; it is hardly ever needed',
    ),
  }
  if (textOf(env['SLACK_WEBHOOK_URL']) === undefined) tell(notSet('SLACK_WEBHOOK_URL'))
  for (const problem of typingErrors(env, [...known], settings.targets)) tell(problem)
  const problems = [...sharedProblems, ...settings.targets.flatMap((target) => target.problems)]
  return { settings, problems, sharedProblems }
}

/** White space around a value gets in wherever a secret is piped; a text of nothing else is unset. */
function textOf(value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim() : value
  return text === '' ? undefined : text
}

/** A setting that stands under another name would be ignored in silence. */
function typingErrors(
  env: Readonly<Record<string, unknown>>,
  known: readonly string[],
  targets: readonly TargetSettings[],
): string[] {
  const names = new Set([...known, ...targets.map(({ secret }) => secret)])
  const strangers = Object.keys(env).filter((name) => !names.has(name))
  return [...names].flatMap((name) => {
    const meant = textOf(env[name]) === undefined ? misspelt(name, strangers) : undefined
    return meant === undefined ? [] : [`${meant} is no setting: is ${name} meant?`]
  })
}
