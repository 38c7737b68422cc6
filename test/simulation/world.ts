import type { Claim, Delivery } from '../../src/core/incident/outbox.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import type { Observation, Reading } from '../../src/core/observation.ts'
import { TargetReport } from '../../src/core/target-report.ts'
import type { KnownSchema } from '../../src/io/read-target.ts'
import type { Subject } from '../../src/worker/subject.ts'
import { statusOf } from '../../src/worker/public-status.ts'
import { type CheckPorts, runCheck, tellPeople } from '../../src/worker/run-check.ts'
import type { Documents, Store } from '../../src/worker/store.ts'
import { readAlerting } from '../../src/worker/stored.ts'
import { hourMs, policy } from '../support/alerting.ts'
import {
  allowanceOf,
  applied,
  hashOfText,
  manifestOf,
  migration,
  now,
  stranger,
} from '../support/history.ts'
import { deliveryOf, Killed, type SlackMode, type Told, type Waits } from './outside.ts'
import { declared, liveSchema } from './schema.ts'

const history = [migration(0), migration(1), migration(2)]

/**
 * One target's Worker with everything around it in our hands: the clock, the database, Slack, KV.
 * The code under test is the Worker's own; each touch of the outside is a numbered effect, before
 * or after which the run can be killed.
 */
export function world() {
  let clock = now
  let strangers: readonly string[] = []
  let allowed: readonly string[] = []
  let patches: readonly string[] = []
  let isReadable = true
  let slack: SlackMode = 'accepted'
  let kvFails = false
  let storeFails = false
  let kv: string | undefined
  let killAt: number | undefined
  let effects = 0
  let reads = 0
  let fullLooks = 0
  let lastProof = -Infinity
  const told: Told[] = []
  let documents = new Map<string, string>()
  let ambiguousSends = 0
  let waits: Waits = { read: 0, send: 0, kv: 0, pauses: false }

  const effect = async <T>(run: () => T | Promise<T>): Promise<T> => {
    effects += 1
    if (effects * 2 - 1 === killAt) throw new Killed()
    const result = await run()
    if (effects * 2 === killAt) throw new Killed()
    return result
  }

  const store: Store = {
    read(name) {
      if (storeFails) throw new Error('the store is down')
      return documents.get(name)
    },
    transact<T>(change: (documents: Documents) => T): T {
      if (storeFails) throw new Error('the store is down')
      const draft = new Map(documents)
      const result = change({
        read: (name) => draft.get(name),
        write: (name, text) => void draft.set(name, text),
      })
      effects += 1
      if (effects * 2 - 1 === killAt) throw new Killed()
      documents = draft
      if (effects * 2 === killAt) throw new Killed()
      return result
    },
  }

  const rows = (): LedgerRow[] => [
    ...history.map((entry) => applied(entry)),
    ...strangers.map((text, index) => ({ ...stranger(-30, text), id: String(100 + index) })),
  ]
  const observe = (wanted: KnownSchema | undefined): Observation => {
    reads += 1
    clock += waits.read
    if (!isReadable) return { status: 'unreadable', cause: 'unreachable', message: 'No answer.' }
    const isInSync = strangers.every((text) => allowed.includes(text)) && patches.length === 0
    if (isInSync) lastProof = clock
    const schema = liveSchema(patches)
    const ledger = { found: true, shape: '0.x', rows: rows() } as const
    const reading: Reading = { status: 'read', ledger, serverVersion: '17' }
    const { digest = '' } = schema
    const isKnown = wanted?.isKnown(digest, reading) === true
    if (wanted !== undefined && !isKnown) fullLooks += 1
    return {
      ...reading,
      ...(wanted && { schema: isKnown ? { status: 'unchanged', digest } : schema }),
    }
  }

  const send = (claim: Claim): Promise<Delivery> =>
    effect(() => {
      clock += waits.send
      if (slack === 'ambiguous') ambiguousSends += 1
      if (slack === 'accepted' || slack === 'ambiguous') {
        told.push(
          ...claim.entries.map((entry) => ({
            entry: entry.id,
            event: entry.event.event,
            key: entry.key,
            incidentId: entry.event.incidentId,
            possibleRepeat: entry.event.possibleRepeat === true,
          })),
        )
      }
      return deliveryOf(slack)
    })

  const subject = (): Subject => ({
    target: 'app',
    manifest: manifestOf(history, { schema: declared }),
    allowances: allowed.map((text) => allowanceOf(hashOfText(text))),
    rules: [],
    graces: { pendingMs: hourMs / 2, aheadMs: hourMs / 4 },
    policy,
  })
  const ports: CheckPorts = {
    store,
    read: (wanted) => effect(() => observe(wanted)),
    send,
    now: () => clock,
    pause: async (ms) => void (clock += waits.pauses ? ms : 0),
    hasReportOutside: async () => {
      clock += waits.kv
      return kv !== undefined
    },
    publish: ({ report, history: past }) =>
      effect(() => {
        clock += past === undefined ? waits.kv : 2 * waits.kv
        if (!kvFails) kv = report
      }),
  }

  const guarded = async (run: () => Promise<unknown>): Promise<'done' | 'killed' | 'failed'> => {
    try {
      await run()
      return 'done'
    } catch (error) {
      if (error instanceof Killed) return 'killed'
      if (storeFails) return 'failed'
      throw error
    } finally {
      killAt = undefined
    }
  }

  return {
    told,
    effects: () => effects,
    reads: () => reads,
    /** How many of them read the lines of the schema. */
    fullLooks: () => fullLooks,
    /** When a complete read last proved that all was well. */
    lastProof: () => lastProof,
    ambiguousSends: () => ambiguousSends,
    clock: () => clock,
    advance: (ms: number) => void (clock += ms),
    setClock: (ms: number) => void (clock = ms),
    setStrangers: (texts: readonly string[]) => void (strangers = texts),
    /** Deploys allowances for these. */
    setAllowed: (texts: readonly string[]) => void (allowed = texts),
    /** Columns that the database has by hand. */
    setPatches: (columns: readonly string[]) => void (patches = columns),
    setReadable: (value: boolean) => void (isReadable = value),
    setSlack: (mode: SlackMode) => void (slack = mode),
    setKvFails: (value: boolean) => void (kvFails = value),
    /** How long all around takes, in milliseconds. */
    setWaits: (value: Waits) => void (waits = value),
    setStoreFails: (value: boolean) => void (storeFails = value),
    /** Loses or corrupts what the target's object remembers. */
    setDocument: (name: string, text: string | undefined) =>
      void (text === undefined ? documents.delete(name) : documents.set(name, text)),
    document: (name: string) => documents.get(name),
    alerting: () => store.transact((d) => readAlerting(d, false)),
    /** Kills the next run at this point: two a numbered effect, before and after it. */
    killAt: (point: number) => {
      effects = 0
      killAt = point
    },
    tick: (at = clock) => {
      effects = 0
      const slot = Math.floor(at / hourMs)
      return guarded(() => runCheck(ports, subject(), { at, slot }))
    },
    /** Two checks at once, each waiting for the other where it can. */
    overlap: (first: number, second: number) =>
      Promise.all(
        [first, second].map((at) =>
          guarded(() => runCheck(ports, subject(), { at, slot: Math.floor(at / hourMs) })),
        ),
      ),
    drain: () => guarded(() => tellPeople(ports, subject(), { isNew: false })),
    status: () => {
      const report = kv === undefined ? null : TargetReport.parse(JSON.parse(kv))
      return statusOf(report, clock, hourMs).state
    },
  }
}

export type World = ReturnType<typeof world>
