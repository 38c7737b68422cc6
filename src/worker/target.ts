import { DurableObject } from 'cloudflare:workers'
import { graceEnd, recheckAt, wakeAt } from '../core/incident/next-look.ts'
import type { Claim } from '../core/incident/outbox.ts'
import type { AlertState } from '../core/incident/state.ts'
import type { Tick } from '../core/incident/transitions.ts'
import { stateOf } from '../core/target-report.ts'
import type { Published } from '../io/manifest.ts'
import type { Subject } from './subject.ts'
import { type Env, historyKey, reportKey } from './env.ts'
import { log } from './log.ts'
import { notify } from './notify.ts'
import { observe } from './observe.ts'
import { patience } from './patience.ts'
import { publishedFor } from './published-for.ts'
import { type CheckPorts, runCheck, tellPeople } from './run-check.ts'
import type { CheckResult, TargetObject } from './target-object.ts'
import { type Settings, settingsOf } from './settings.ts'
import { sqliteStore, type Store } from './store.ts'
import { type Publication, readAlerting, writeAlerting } from './stored.ts'
import { type TargetSettings, watchedOf } from './target-settings.ts'
import { within } from './within.ts'

/** However due something is, an object is not woken again before this. */
const soonestMs = 5000

/** The class of the objects that watch one target each, for these published manifests. */
export function targetClass(published: () => Published) {
  return class Target extends DurableObject<Env> implements TargetObject {
    readonly #store: Store = sqliteStore(this.ctx.storage)
    /** Whether it is certain that no alarm is set; a new instance does not know. */
    #hasNoAlarm = false

    /** Reads the database, commits what that changes, tells people, publishes. */
    async check(name: string, tick: Tick): Promise<CheckResult> {
      const { settings } = settingsOf(this.env)
      const target = settings.targets.find((candidate) => candidate.name === name)
      if (target === undefined) {
        throw new Error('A check was asked for a target that is not configured')
      }
      return this.#check(target, tick, settings)
    }

    /** Wakes between two checks: for a delivery, for the end of a grace, for a second look. */
    override async alarm(): Promise<void> {
      const name = this.#store.transact((documents) => documents.read('target'))
      const { settings } = settingsOf(this.env)
      const target = settings.targets.find((candidate) => candidate.name === name)
      if (target === undefined) return
      const now = Date.now()
      if (this.#isLookDue(settings, now)) {
        const slot = Math.floor(now / settings.policy.intervalMs)
        await this.#check(target, { at: now, slot }, settings)
      } else {
        const ports = this.#ports(target, settings)
        await tellPeople(ports, settings, { isNew: false })
        const state = this.#store.transact((documents) => readAlerting(documents, false))
        await this.#setAlarm(state, settings)
      }
    }

    async #check(target: TargetSettings, tick: Tick, settings: Settings): Promise<CheckResult> {
      const found = await publishedFor(published(), target.manifest)
      const { graces, policy } = settings
      const { allowances, rules } = found
      const manifest = found.manifest && watchedOf(target, found.manifest)
      const subject: Subject = { target: target.name, manifest, allowances, rules, graces, policy }
      const ports: CheckPorts = {
        ...this.#ports(target, settings),
        read: async (schema) =>
          found.problem ?? (await observe(target, found.manifest, settings, schema)),
      }
      const { verdict, late, state } = await runCheck(ports, subject, tick)
      log({ event: 'checked', target: target.name, verdict, late })
      await this.#setAlarm(state, settings)
      return { verdict, late, complete: verdict.status !== 'unreadable', state: stateOf(verdict) }
    }

    #ports(target: TargetSettings, settings: Settings): Omit<CheckPorts, 'read'> {
      return {
        store: this.#store,
        send: (claim: Claim) => notify(target.name, claim, settings),
        now: Date.now,
        pause: (ms) => scheduler.wait(ms),
        hasReportOutside: () =>
          within(patience.kvMs, this.env.STATUS.get(reportKey(target.name))).then(
            (text) => text !== null,
            // Where KV cannot say, the first message is marked as a possible repeat: no harm.
            () => true,
          ),
        publish: (publication) => this.#publish(target.name, publication),
      }
    }

    async #publish(target: string, { report, history }: Publication): Promise<void> {
      const put = (key: string, text: string) =>
        within(patience.kvMs, this.env.STATUS.put(key, text))
      try {
        await put(reportKey(target), report)
        if (history !== undefined) await put(historyKey(target), history)
      } catch {
        // The next check publishes again; until then, /status turns red by the report's age.
        log({ event: 'not-published', target })
      }
    }

    /** Whether an alarm is for another look, which is then marked so that one stays one. */
    #isLookDue(settings: Settings, now: number): boolean {
      return this.#store.transact((documents) => {
        const state = readAlerting(documents, false)
        const isRecheck = (recheckAt(state) ?? Infinity) <= now
        if (isRecheck) {
          const marked = { ...state, recheckedSlot: state.lastSlot }
          writeAlerting(documents, marked)
        }
        return isRecheck || (graceEnd(state, settings.graces) ?? Infinity) <= now
      })
    }

    async #setAlarm(state: AlertState, settings: Settings): Promise<void> {
      const wake = wakeAt(state, settings.graces)
      if (wake !== undefined) {
        this.#hasNoAlarm = false
        await this.ctx.storage.setAlarm(Math.max(wake, Date.now() + soonestMs))
      } else if (!this.#hasNoAlarm) {
        await this.ctx.storage.deleteAlarm()
        this.#hasNoAlarm = true
      }
    }
  }
}
