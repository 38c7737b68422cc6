import { isExpired } from '../core/allowance.ts'
import { shortHash } from '../core/incident/short-hash.ts'
import type { Tick } from '../core/incident/transitions.ts'
import { coversSchema, type Manifest } from '../core/manifest.ts'
import type { Reading } from '../core/observation.ts'
import type { SchemaFound } from '../core/schema/audit-schema.ts'
import { catalogVersion } from '../core/schema/declared-schema.ts'
import { fullLookEveryMs, SchemaMemory } from '../core/schema/schema-memory.ts'
import type { KnownSchema } from '../io/read-target.ts'
import type { Subject } from './subject.ts'
import type { Documents, Store } from './store.ts'
import { decode } from './stored.ts'

/** How one check asks for the schema, and what is remembered if that is not needed. */
export interface Recall {
  /** `undefined` where the manifest does not cover the schema. */
  readonly wanted: KnownSchema | undefined
  /** What the last full look found, once `isKnown` has said that it still holds. */
  readonly found: () => SchemaFound | undefined
}

/**
 * Whether the last full look still holds: nothing that its findings depend on has changed since,
 * and it is less than a day old. What cannot be decoded holds nothing.
 */
export function recallSchema(
  store: Pick<Store, 'read'>,
  subject: Subject,
  tick: Tick,
  now: () => number,
): Recall {
  const { manifest } = subject
  if (manifest === null || !coversSchema(manifest)) {
    return { wanted: undefined, found: () => undefined }
  }
  let found: SchemaFound | undefined
  const isKnown = (digest: string, reading: Reading) => {
    const memory = decode(SchemaMemory, store.read('schema'))
    if (memory === undefined) return false
    // Of a look in the future, from a clock that was wrong, nobody can say how old it is.
    const age = tick.at - memory.lookedAt
    if (age < 0 || age >= fullLookEveryMs) return false
    if (memory.key !== keyOf(digest, reading, manifest, subject, now())) return false
    found = memory.found
    return true
  }
  return { wanted: { isKnown }, found: () => found }
}

/** Remembers what a full look found, if this was one. */
export function rememberSchema(
  documents: Documents,
  reading: Reading,
  found: SchemaFound,
  { subject, tick, now }: { readonly subject: Subject; readonly tick: Tick; readonly now: number },
): void {
  const { manifest } = subject
  if (reading.schema?.status !== 'read' || manifest === null) return
  const { digest } = reading.schema
  // Without one, it could never be known again.
  if (digest === undefined) return
  const memory: SchemaMemory = {
    format: 1,
    key: keyOf(digest, reading, manifest, subject, now),
    lookedAt: tick.at,
    found: { ...found, findings: [...found.findings] },
  }
  documents.write('schema', JSON.stringify(memory))
}

/** All that the findings of a full look depend on, in one text. */
function keyOf(
  digest: string,
  { ledger, serverVersion }: Reading,
  manifest: Manifest,
  { rules }: Subject,
  now: number,
): string {
  // Which migrations are applied follows from the rows, and to compare them would cost far more.
  const rows = ledger.found
    ? ledger.rows.map(({ createdAt, hash, name }) => `${createdAt} ${hash} ${name}`)
    : null
  // A rule that runs out changes what is found, and nothing else does on that day.
  const inForce = rules.map((rule) => [rule, isExpired(rule, now)])
  const rest = shortHash(JSON.stringify([rows, inForce]))
  return [catalogVersion, serverVersion, digest, manifest.digest, rest].join(' ')
}
