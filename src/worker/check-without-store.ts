import { audit } from '../core/audit.ts'
import type { Finding } from '../core/finding.ts'
import type { AlertEvent } from '../core/incident/event.ts'
import { incidentId } from '../core/incident/short-hash.ts'
import type { Tick } from '../core/incident/transitions.ts'
import { coversSchema, withoutSchema } from '../core/manifest.ts'
import type { Published } from '../io/manifest.ts'
import { log } from './log.ts'
import { notifyOf } from './notify.ts'
import { observe } from './observe.ts'
import { publishedFor } from './published-for.ts'
import type { Settings } from './settings.ts'
import { type TargetSettings, watchedOf } from './target-settings.ts'

/** Without memory, people are told in one slot of so many, so that an outage is no flood. */
const everySlots = 6

/**
 * The last resort where a target's object cannot be reached, or cannot keep its state: looks, and
 * if something critical is so, says so, marked as a possible repeat. Remembers and resolves nothing.
 * The ledger alone, and the message says so: of a schema that is seen once nobody knows whether a
 * migration is running. And without memory every look is a full one, of all targets within the CPU
 * time of one cron; where that runs out, the ledger is not told of either.
 */
export async function checkWithoutStore(
  target: TargetSettings,
  tick: Tick,
  settings: Settings,
  published: Published,
): Promise<void> {
  if (tick.slot % everySlots !== 0) return
  const found = await publishedFor(published, target.manifest)
  if (found.problem !== undefined) return
  const { allowances } = found
  const manifest = withoutSchema(found.manifest, 'the state of the target cannot be kept')
  const observation = await observe(target, manifest, settings)
  const verdict = audit({ target: target.name, manifest, observation, allowances, now: Date.now() })
  log({ event: 'checked', target: target.name, verdict, late: false })
  const critical = verdict.findings.filter(({ severity }) => severity === 'critical')
  if (critical.length === 0) return
  const isHalf = coversSchema(watchedOf(target, found.manifest))
  await notifyOf(
    isHalf ? `${target.name} (its ledger alone was looked at)` : target.name,
    critical.map((finding) => eventOf(finding, tick)),
    settings,
  )
}

function eventOf(finding: Finding, { at, slot }: Tick): AlertEvent {
  return {
    event: 'open',
    finding,
    incidentId: incidentId(finding.key, slot),
    openedAt: at,
    possibleRepeat: true,
    afterStateLoss: true,
  }
}
