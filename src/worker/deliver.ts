import { type Claim, claim, type Delivery, settle } from '../core/incident/outbox.ts'
import type { AlertPolicy } from '../core/incident/policy.ts'
import { patience } from './patience.ts'
import { alertingPart } from './report-of.ts'
import type { Store } from './store.ts'
import { readAlerting, readReport, writeAlerting } from './stored.ts'

export interface DeliveryPorts {
  readonly store: Store
  /** Sends what is claimed as one message. */
  readonly send: (claim: Claim) => Promise<Delivery>
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}

const messagesACheck = 4

/**
 * Sends what is due: claimed in one transaction, sent, and only then remembered as delivered in a
 * second one. Whoever is cut off in between leaves a claim that runs out. Starts no message that
 * could take longer than there is time for. Says how many were sent.
 */
export async function deliver(ports: DeliveryPorts, policy: AlertPolicy): Promise<number> {
  const { store, send, now, pause } = ports
  const { deliveriesMs, betweenMessagesMs, slack } = patience
  const lastStart = now() + deliveriesMs - betweenMessagesMs - slack.timeoutMs
  for (let sent = 0; sent < messagesACheck; sent += 1) {
    if (now() > lastStart) return sent
    const held = store.transact((documents) => {
      const claimed = claim(readAlerting(documents, false), now())
      if (claimed.claim.entries.length > 0) {
        writeAlerting(documents, claimed.state)
      }
      return claimed.claim
    })
    if (held.entries.length === 0) return sent
    if (sent > 0) await pause(betweenMessagesMs)
    const delivery = await send(held)
    store.transact((documents) => {
      const state = settle(readAlerting(documents, false), held, delivery, now())
      writeAlerting(documents, state)
      const report = readReport(documents)
      if (report === undefined) return
      const alerting = alertingPart(state, now(), policy)
      documents.write('report', JSON.stringify({ ...report, ...alerting }))
    })
  }
  return messagesACheck
}
