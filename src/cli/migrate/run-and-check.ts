import type { Manifest } from '../../core/manifest.ts'
import type { Migration } from '../../core/migration.ts'
import { compareObjects } from '../../core/migrate/compare-objects.ts'
import { failureOf, placeOfStatement } from '../../core/migrate/failure.ts'
import type { Evidence } from '../../core/migrate/judge.ts'
import type { Holder } from '../../core/migrate/holder.ts'
import type { Ended, Run, RunFacts } from '../../core/migrate/run.ts'
import { recordedInOrder, stateOf } from '../../core/migrate/state.ts'
import { OutsideError, UserError } from '../../io/errors.ts'
import { endMigrators, lockName, migratorsIn } from '../../io/migrate/migration-lock.ts'
import type { MigratorEnd } from '../../io/migrate/migrator.ts'
import { readWholeRows } from '../../io/migrate/read-rows.ts'
import { runMigrator } from '../../io/migrate/run-migrator.ts'
import { watchBlockers } from '../../io/migrate/watch-blockers.ts'
import type { Child } from '../../io/process/ask-child.ts'
import { openSession, type Session } from '../../io/migrate/session.ts'
import { evidenceOf } from './after.ts'
import type { Before } from './before.ts'
import { endingTransaction } from './ends-transaction.ts'
import { type Looked, lookWith } from './look.ts'
import type { Prepared } from './prepare.ts'
import type { Effects, MigrateRequest } from './request.ts'

export interface RunInput {
  readonly request: MigrateRequest
  readonly effects: Effects
  readonly prepared: Prepared
  readonly session: Session
  readonly manifest: Manifest
  readonly applied: number
  readonly before: Before
  readonly pending: readonly Migration[]
  readonly facts: RunFacts
  readonly applicationName: string
  /** In which the migrator is to run. */
  readonly child: Child
}

/** Runs the migrator, and looks at what it has done, however it ended. */
export async function runAndCheck(input: RunInput): Promise<Run> {
  const { request, effects, prepared, session, facts, applicationName } = input
  const endsTransaction = await endingTransaction(prepared, input.pending)
  const { rows, tables, probes } = input.before
  await effects.begins({ facts, rows, tables, probes })
  effects.reached('migrate')
  const lost = new AbortController()
  session.onLost(() =>
    lost.abort(new Error('The connection that holds the lock broke, so the migrator was stopped.')),
  )
  const blockers = watchBlockers(session, applicationName, effects.blocked)
  const startedAt = performance.now()
  const end = await runMigrator(
    {
      migrator: prepared.migrator,
      migrations: prepared.folder,
      ledger: request.ledger,
      href: request.connection.href,
      applicationName,
      lockTimeoutMs: request.lockTimeoutMs,
    },
    input.child,
    AbortSignal.any([effects.signal, lost.signal]),
  )
  const ms = performance.now() - startedAt
  const ended = endedOf(end, ms, await blockers.stop(), input)
  const seen = await lookAfter(input).catch((error: unknown): Seen => {
    const state = { status: 'not-known', because: reasonOf(error) } as const
    return { state, evidence: { because: state.because } }
  })
  return { facts, endsTransaction, ended, ...seen, endedAt: Date.now() }
}

type Seen = Pick<Run, 'state' | 'evidence'>

/** What is wrong with the way to the database; a bug stays one. */
function reasonOf(error: unknown): string {
  if (error instanceof OutsideError || error instanceof UserError) return error.message
  throw error
}

/** Over a connection of its own, as the other may have gone with the server. */
async function lookAfter(input: RunInput): Promise<Seen> {
  const { request, effects, manifest, before, pending, applied } = input
  effects.reached('read the ledger')
  const session = await openPatiently(input)
  try {
    await untilGone(session, input.applicationName)
    const rows = await readWholeRows(session, manifest.ledger)
    effects.reached('look at the schema')
    const looked = await lookWith(request, manifest)
    const compared = { pending, rowsBefore: before.rows, rowsAfter: rows }
    const objects = objectsOf(manifest, applied, before, looked)
    const state = stateOf({
      ...compared,
      objects: objectsOf(manifest, applied + recordedInOrder(compared), before, looked),
    })
    const evidence = await evidenceOf({ ...input, session, rows, looked, objects }).catch(
      (error: unknown) => ({ because: reasonOf(error) }),
    )
    return { state, evidence }
  } finally {
    await session.close()
  }
}

/** What the migrations after the first `applied` ones make, as it is found; or why it is not. */
function objectsOf(
  manifest: Manifest,
  applied: number,
  before: Before,
  looked: Looked,
): Evidence['objects'] {
  const { schema } = manifest
  if (!schema.covered || before.live === undefined || looked.live === undefined) {
    const { because } = looked.verdict.coverage.schema
    return { because: because ?? 'the schema could not be compared' }
  }
  return compareObjects({
    declared: schema,
    applied,
    before: before.live.lines,
    after: looked.live.lines,
    serverVersion: looked.live.serverVersion,
  })
}

/** A server that restarts lets nobody in for a moment. */
const patienceMs = 10_000

async function openPatiently({ request }: RunInput): Promise<Session> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await openSession(request.connection, lockName)
    } catch (error) {
      const canHelp = error instanceof OutsideError && error.retry
      if (!canHelp || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

/** The migrator's process is gone: what its session has not committed by now, it never will. */
async function untilGone(session: Session, applicationName: string): Promise<void> {
  const until = performance.now() + patienceMs
  while ((await migratorsIn(session, applicationName)).length > 0) {
    await endMigrators(session, applicationName)
    if (performance.now() > until) {
      throw new OutsideError(
        'The session of the migrator is still there, though its process is gone, and does not end.',
        { reason: 'busy', retry: true },
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function endedOf(
  end: MigratorEnd,
  ms: number,
  blockers: readonly Holder[],
  { prepared, pending }: RunInput,
): Ended {
  if (end.status === 'done') return { how: 'done', ms: end.ms }
  if (end.status !== 'failed') return { how: end.status, words: end.words, ms }
  const { words, statement: sql } = failureOf(end.words)
  const failed = {
    how: 'failed',
    words,
    ...(end.isLockTimeout === true && { lockHeldBy: blockers }),
    ms,
  } as const
  if (sql === undefined) return failed
  const tags = new Set(pending.map(({ tag }) => tag))
  const scripts = prepared.manifest.migrations.flatMap(({ tag }, index) =>
    tags.has(tag) ? (prepared.scripts[index] ?? []) : [],
  )
  return { ...failed, statement: { sql, place: placeOfStatement(sql, scripts) } }
}
