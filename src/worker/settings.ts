import * as z from 'zod/mini'
import type { Graces } from '../core/compare-history.ts'
import type { AlertPolicy } from '../core/incident/policy.ts'
import { Name } from '../core/manifest.ts'
import type { Mention } from '../report/mention.ts'
import { duration, mention, plainUrl, reminders, webhookUrl } from './setting-types.ts'

/** One monitored database. */
export interface TargetSettings {
  readonly name: string
  readonly manifest: string
  /** The name of the secret that holds its connection string. */
  readonly secret: string
  /** The secret itself; `undefined` where it is not set. */
  readonly databaseUrl: string | undefined
}

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
}

const minTokenLength = 32

const Target = z.strictObject({
  name: Name,
  manifest: z.optional(Name),
  secret: z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/)),
})

const targetsHelp =
  'TARGETS in wrangler.toml must be a list of { name, manifest, secret }: names in lower case, secret the name of the secret that holds the connection string'

/**
 * Parses the Worker's environment once. What is wrong is told and never replaced in silence; what
 * is right goes on working, so that a typing error in one setting does not switch the monitor off.
 */
export function parseSettings(env: Readonly<Record<string, unknown>>): ParsedSettings {
  const problems: string[] = []
  /** A setting's value, or the fallback with a problem told; unset is no problem by itself. */
  const read = <T>(
    name: string,
    type: z.core.$ZodType<T, string>,
    fallback: T,
    help: string,
  ): T => {
    const value = env[name]
    if (value === undefined || value === '') return fallback
    const parsed = z.safeParse(type, value)
    if (parsed.success) return parsed.data
    problems.push(`${name} ${help}`)
    return fallback
  }

  const isLocal = env['ALLOW_LOOPBACK'] === 'true'
  const interval = read('CHECK_INTERVAL', duration, hour, 'must be a time such as "1h" or "30m"')
  const remindAfterMs = read<AlertPolicy['remindAfterMs']>(
    'REMIND_AFTER',
    reminders,
    [4 * hour, 8 * hour, 24 * hour],
    'must be times in growing order, such as "4h, 8h, 24h"',
  )
  const graces = {
    pendingMs: read('PENDING_GRACE', duration, hour / 2, 'must be a time such as "30m"'),
    aheadMs: read('AHEAD_GRACE', duration, hour / 4, 'must be a time such as "15m"'),
  }
  const slackWebhookUrl = read(
    'SLACK_WEBHOOK_URL',
    webhookUrl(isLocal),
    undefined,
    'must be the https://hooks.slack.com/services/… address of an incoming webhook',
  )
  if (!env['SLACK_WEBHOOK_URL']) problems.push(notSet('SLACK_WEBHOOK_URL'))

  const token = env['API_TOKEN']
  const isLongEnough = typeof token === 'string' && token.length >= minTokenLength
  if (typeof token === 'string' && token !== '' && !isLongEnough) {
    problems.push(
      `API_TOKEN must have at least ${minTokenLength} characters; until then it is refused`,
    )
  }

  const settings: Settings = {
    targets: readTargets(env, problems),
    policy: { intervalMs: interval, remindAfterMs },
    graces,
    mention: read(
      'SLACK_MENTION',
      mention,
      undefined,
      'must be a user group (S…), a user (U… or W…), "here" or "channel"',
    ),
    slackWebhookUrl,
    heartbeatUrl: read(
      'HEARTBEAT_URL',
      plainUrl(isLocal),
      undefined,
      'must be an https address with a host name and no user or port',
    ),
    statusUrl: read('STATUS_URL', plainUrl(isLocal), undefined, 'must be an https address'),
    apiToken: isLongEnough ? token : undefined,
    neonEndpoint: read(
      'NEON_ENDPOINT',
      plainUrl(isLocal),
      undefined,
      'must be an https address; it is only for a stand-in of Neon',
    ),
  }
  return { settings, problems }
}

const hour = 60 * 60 * 1000

function readTargets(env: Readonly<Record<string, unknown>>, problems: string[]): TargetSettings[] {
  const parsed = z.safeParse(z.array(Target), env['TARGETS'])
  if (!parsed.success) {
    problems.push(targetsHelp)
    return []
  }
  if (parsed.data.length === 0)
    problems.push('TARGETS in wrangler.toml is empty: nothing is watched')
  const byName = Map.groupBy(parsed.data, ({ name }) => name)
  return [...byName.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { name, manifest = name, secret } = first
    if (group.length > 1) problems.push(`TARGETS has "${name}" ${group.length} times`)
    const value = env[secret]
    const databaseUrl = typeof value === 'string' && value !== '' ? value : undefined
    if (databaseUrl === undefined) problems.push(notSet(secret))
    return [{ name, manifest, secret, databaseUrl }]
  })
}

/** What to say of a secret that is not there. */
export function notSet(secret: string): string {
  return `${secret} is not set: npx wrangler secret put ${secret}`
}
