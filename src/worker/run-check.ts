import { nextDelivery } from '../core/incident/outbox.ts'
import type { AlertState } from '../core/incident/state.ts'
import type { Tick } from '../core/incident/transitions.ts'
import type { Observation } from '../core/observation.ts'
import type { Verdict } from '../core/verdict.ts'
import type { KnownSchema } from '../io/read-target.ts'
import { commitCheck } from './commit-check.ts'
import { deliver, type DeliveryPorts } from './deliver.ts'
import { recallSchema } from './recall-schema.ts'
import { type Publication, readAlerting, readPublication } from './stored.ts'
import type { Subject } from './subject.ts'

/** All that a check touches outside of itself. */
export interface CheckPorts extends DeliveryPorts {
  /** One look at the database; never throws for what the database or the way to it does. */
  readonly read: (schema: KnownSchema | undefined) => Promise<Observation>
  /** Whether a report of this target was ever published; asked only when the store is empty. */
  readonly hasReportOutside: () => Promise<boolean>
  readonly publish: (publication: Publication) => Promise<void>
}

export interface Checked {
  readonly verdict: Verdict
  /** Whether it changed nothing, being not newer than one before. */
  readonly late: boolean
  /** What alerting remembers in the end. */
  readonly state: AlertState
}

/** Reads, commits what that changes, tells people, publishes: in this order, whatever fails. */
export async function runCheck(ports: CheckPorts, subject: Subject, tick: Tick): Promise<Checked> {
  const { store, now } = ports
  const recalled = recallSchema(store, subject, tick, now)
  const observation = await ports.read(recalled.wanted)
  const known = { subject, observation, schema: recalled.found(), tick }
  const commit = (hasReportOutside: boolean | undefined) =>
    store.transact((documents) =>
      commitCheck(documents, { ...known, now: now(), hasReportOutside }),
    )
  const committed = commit(undefined) ?? commit(await ports.hasReportOutside())
  if (committed === undefined) throw new Error('a check that knows all was not committed')

  const { verdict, late, state, publication } = committed
  const isQuiet = (nextDelivery(state) ?? Infinity) > now()
  if (isQuiet) {
    // The usual check: all that follows is known, without another transaction.
    if (publication !== undefined) await ports.publish(publication)
    return { verdict, late, state }
  }
  await tellPeople(ports, subject, { isNew: !late })
  return { verdict, late, state: store.transact((documents) => readAlerting(documents, false)) }
}

/** Delivers what is due, then publishes if there is anything new. */
export async function tellPeople(
  ports: Pick<CheckPorts, keyof DeliveryPorts | 'publish'>,
  subject: Pick<Subject, 'policy'>,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const sent = await deliver(ports, subject.policy)
  if (!isNew && sent === 0) return
  const publication = ports.store.transact(readPublication)
  if (publication !== undefined) await ports.publish(publication)
}
