import type { Tick } from '../core/incident/transitions.ts'
import type { Summary } from '../core/target-report.ts'
import type { Published } from '../io/manifest.ts'
import { checkWithoutStore } from './check-without-store.ts'
import { type Env, summaryKey } from './env.ts'
import { heartbeat } from './heartbeat.ts'
import { log } from './log.ts'
import { patience } from './patience.ts'
import { type Settings, settingsOf } from './settings.ts'
import type { CheckResult } from './target-object.ts'
import type { TargetSettings } from './target-settings.ts'
import { within } from './within.ts'

/**
 * One run of the cron: every target is checked by its own object, then the summary is published,
 * then, if all were read completely, the heartbeat goes out. Throws at the end where something was
 * wrong, so that the platform shows the run as failed.
 */
export async function runScheduled(
  scheduledTime: number,
  env: Env,
  published: Published,
): Promise<void> {
  const { settings, problems } = settingsOf(env)
  for (const problem of problems) log({ event: 'setting', problem })
  const slot = Math.floor(scheduledTime / settings.policy.intervalMs)
  const tick: Tick = { at: scheduledTime, slot }
  const results = await Promise.all(
    settings.targets.map((target) => checkTarget(target, tick, env, settings, published)),
  )
  await publishSummary(env, tick, settings, results)

  const isComplete = results.length > 0 && results.every((result) => result?.complete === true)
  if (settings.heartbeatUrl !== undefined) {
    const outcome = isComplete ? await heartbeat(settings.heartbeatUrl) : 'withheld'
    log({ event: 'heartbeat', outcome })
  }
  if (problems.length > 0) throw new Error('Some settings are wrong; /status names them')
  if (results.includes(undefined)) throw new Error('A target could not be checked by its object')
}

/** The target's result; `undefined` where its object failed and it was looked at without memory. */
async function checkTarget(
  target: TargetSettings,
  tick: Tick,
  env: Env,
  settings: Settings,
  published: Published,
): Promise<CheckResult | undefined> {
  try {
    return await env.TARGET.getByName(target.name).check(target.name, tick)
  } catch {
    // Whatever it was, the state could not be relied on; the platform's log has the exception.
    log({ event: 'store-failed', target: target.name })
    await checkWithoutStore(target, tick, settings, published)
    return undefined
  }
}

async function publishSummary(
  env: Env,
  tick: Tick,
  settings: Settings,
  results: readonly (CheckResult | undefined)[],
): Promise<void> {
  const targets: Summary['targets'] = settings.targets.map(({ name }, index) => {
    const result = results[index]
    return {
      target: name,
      state: result?.state ?? 'failed',
      counts: result?.verdict.counts ?? null,
    }
  })
  const summary: Summary = { format: 1, scheduledAt: new Date(tick.at).toISOString(), targets }
  await within(patience.kvMs, env.STATUS.put(summaryKey, JSON.stringify(summary))).catch(() => {
    log({ event: 'not-published', target: summaryKey })
  })
}
