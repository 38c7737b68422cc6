import type { Tick } from '../core/incident/transitions.ts'
import type { Observation } from '../core/observation.ts'
import { commitCheck, type Committed, type Subject } from './commit-check.ts'
import { deliver, type DeliveryPorts } from './deliver.ts'
import { readHistory } from './stored.ts'

/** All that a check touches outside of itself. */
export interface CheckPorts extends DeliveryPorts {
  /** One look at the database; never throws for what the database or the way to it does. */
  readonly read: () => Promise<Observation>
  /** Whether a report of this target was ever published; asked only when the store is empty. */
  readonly hasReportOutside: () => Promise<boolean>
  readonly publish: (publication: Publication) => Promise<void>
}

/** What is put into KV, as text; the history only when it is worth a write. */
export interface Publication {
  readonly report: string
  readonly history: string | undefined
}

/** How often the history is published while nothing in it changes. */
const historyEveryChecks = 24

/** Reads, commits what that changes, tells people, publishes: in this order, whatever fails. */
export async function runCheck(
  ports: CheckPorts,
  subject: Subject,
  tick: Tick,
): Promise<Committed> {
  const { store } = ports
  const observation = await ports.read()
  const isEmpty = store.transact((documents) => documents.read('alerting') === undefined)
  const hasReportOutside = isEmpty && (await ports.hasReportOutside())
  const now = ports.now()
  const committed = store.transact((documents) =>
    commitCheck(documents, { subject, observation, tick, now, hasReportOutside }),
  )
  await tellPeople(ports, subject, { isNew: !committed.late })
  return committed
}

/** Delivers what is due, then publishes if there is anything new. */
export async function tellPeople(
  ports: Pick<CheckPorts, keyof DeliveryPorts | 'publish'>,
  subject: Pick<Subject, 'policy'>,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const sent = await deliver(ports, subject.policy)
  if (!isNew && sent === 0) return
  const publication = ports.store.transact((documents): Publication | undefined => {
    const report = documents.read('report')
    if (report === undefined) return undefined
    const last = readHistory(documents).at(-1)
    const isWorthIt = last !== undefined && (last.checks - 1) % historyEveryChecks === 0
    return { report, history: isWorthIt ? documents.read('history') : undefined }
  })
  if (publication !== undefined) await ports.publish(publication)
}
