import { DurableObject } from 'cloudflare:workers'
import { graceEnd, recheckAt, wakeAt } from '../core/incident/next-look.ts'
import type { Claim, Delivery } from '../core/incident/outbox.ts'
import type { Tick } from '../core/incident/transitions.ts'
import type { TargetState } from '../core/target-report.ts'
import type { Verdict } from '../core/verdict.ts'
import type { Published } from '../io/manifest.ts'
import { deliver } from './deliver.ts'
import { type Env, historyKey, reportKey } from './env.ts'
import { log } from './log.ts'
import { notify } from './notify.ts'
import { observe } from './observe.ts'
import { publishedFor } from './published-for.ts'
import { commitCheck, type Subject } from './run-check.ts'
import { parseSettings, type Settings, type TargetSettings } from './settings.ts'
import { sqliteStore, type Store } from './store.ts'
import { readAlerting, readHistory, readReport } from './stored.ts'

/** What one check came to, as far as the cron has to know. */
export interface CheckResult {
  readonly verdict: Verdict
  /** Whether the database was read completely, as the heartbeat asks. */
  readonly complete: boolean
  /** Whether it changed nothing, being not newer than one before. */
  readonly late: boolean
  readonly state: TargetState
}

/** The remote face of a target's object. */
export interface TargetObject extends Rpc.DurableObjectBranded {
  check(target: string, tick: Tick): Promise<CheckResult>
}

/** How often the history is published while nothing in it changes. */
const historyEveryChecks = 24

/** The class of the objects that watch one target each, for these published manifests. */
export function targetClass(published: () => Published) {
  return class Target extends DurableObject<Env> implements TargetObject {
    readonly #store: Store = sqliteStore(this.ctx.storage)

    /** Reads the database, commits what that changes, tells people, publishes. */
    async check(target: string, tick: Tick): Promise<CheckResult> {
      const { settings } = parseSettings(this.env)
      const found = settings.targets.find(({ name }) => name === target)
      if (found === undefined)
        throw new Error('A check was asked for a target that is not configured')
      return this.#check(found, tick, settings)
    }

    override async alarm(): Promise<void> {
      const target = this.#store.transact((documents) => documents.read('target'))
      const { settings } = parseSettings(this.env)
      const found = settings.targets.find(({ name }) => name === target)
      if (found === undefined) return
      const now = Date.now()
      const isCheckDue = this.#store.transact((documents) => {
        const state = readAlerting(documents, false)
        const isRecheck = (recheckAt(state) ?? Infinity) <= now
        if (isRecheck) {
          const marked = { ...state, recheckedSlot: state.lastSlot }
          documents.write('alerting', JSON.stringify(marked))
        }
        return isRecheck || (graceEnd(state, settings.graces) ?? Infinity) <= now
      })
      const slot = Math.floor(now / settings.policy.intervalMs)
      if (isCheckDue) await this.#check(found, { at: now, slot }, settings)
      else await this.#tell(found, settings)
    }

    async #check(target: TargetSettings, tick: Tick, settings: Settings): Promise<CheckResult> {
      const { manifest, allowances, problem } = await publishedFor(published(), target.manifest)
      const subject: Subject = {
        target: target.name,
        manifest,
        allowances,
        graces: settings.graces,
        policy: settings.policy,
      }
      const observation = problem ?? (await observe(target, manifest, settings))
      const hasReportOutside = await this.#hasLostItsStore(target.name)
      const now = Date.now()
      const { verdict, late } = this.#store.transact((documents) =>
        commitCheck(documents, { subject, observation, tick, now, hasReportOutside }),
      )
      log({ event: 'checked', target: target.name, verdict, late })
      const state = await this.#tell(target, settings, { isNew: !late })
      return { verdict, late, complete: verdict.status !== 'unreadable', state }
    }

    /** Delivers what is due, then publishes if there is anything new, then sets the alarm. */
    async #tell(
      target: TargetSettings,
      settings: Settings,
      { isNew = false } = {},
    ): Promise<TargetState> {
      const send = (claim: Claim): Promise<Delivery> => notify(target.name, claim, settings)
      const sent = await deliver(
        { store: this.#store, send, now: Date.now, pause: scheduler.wait.bind(scheduler) },
        settings.policy,
      )
      const report = this.#store.transact(readReport)
      if (report === undefined) throw new Error('A checked target has no report')
      if (isNew || sent > 0) await this.#publish(target.name)
      const wake = wakeAt(
        this.#store.transact((d) => readAlerting(d, false)),
        settings.graces,
      )
      if (wake === undefined) await this.ctx.storage.deleteAlarm()
      else await this.ctx.storage.setAlarm(Math.max(wake, Date.now() + 1000))
      return report.state
    }

    async #publish(target: string): Promise<void> {
      const { report, runs, text } = this.#store.transact((documents) => ({
        report: documents.read('report') ?? '',
        runs: readHistory(documents),
        text: documents.read('history') ?? '[]',
      }))
      const last = runs.at(-1)
      try {
        await this.env.STATUS.put(reportKey(target), report)
        if (last !== undefined && (last.checks - 1) % historyEveryChecks === 0) {
          await this.env.STATUS.put(historyKey(target), text)
        }
      } catch {
        // The next check publishes again; until then, /status turns red by the report's age.
        log({ event: 'not-published', target })
      }
    }

    /** Whether this object knows nothing of a target that has been watched before. */
    async #hasLostItsStore(target: string): Promise<boolean> {
      const isEmpty = this.#store.transact((documents) => documents.read('alerting') === undefined)
      if (!isEmpty) return false
      // Where KV cannot say, the first message is marked as a possible repeat: that does no harm.
      return this.env.STATUS.get(reportKey(target)).then(
        (text) => text !== null,
        () => true,
      )
    }
  }
}
