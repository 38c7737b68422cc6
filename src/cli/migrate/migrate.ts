import { isRed } from '../../core/migrate/judge.ts'
import { declared, type Finding } from '../../core/finding.ts'
import type { Manifest } from '../../core/manifest.ts'
import type { RunFacts } from '../../core/migrate/run.ts'
import { UserError } from '../../io/errors.ts'
import {
  hasLock,
  lockName,
  migratorPrefix,
  migratorsIn,
  takeLock,
} from '../../io/migrate/migration-lock.ts'
import { startMigrator } from '../../io/migrate/run-migrator.ts'
import { refuseTransactionPooler } from '../../io/migrate/refuse-pooler.ts'
import { openSession, type Session } from '../../io/migrate/session.ts'
import type { Child } from '../../io/process/ask-child.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { checkBefore, probeBefore } from './before.ts'
import { inOrderOfRun, type Looked, lookWith, readDatabase, withSchema } from './look.ts'
import type { Outcome } from './outcome.ts'
import { prepare, type Prepared } from './prepare.ts'
import type { Rehearsal } from './rehearsal.ts'
import type { Effects, MigrateRequest } from './request.ts'
import { runAndCheck } from './run-and-check.ts'

/**
 * The controlled run: under a lock, after a rehearsal (none where it is to run unrehearsed), and
 * with evidence from before and after. Throws a `UserError` or an `OutsideError` only as long as nothing was changed.
 */
export async function migrate(
  request: MigrateRequest,
  rehearsal: Rehearsal | undefined,
  effects: Effects,
): Promise<Outcome> {
  const prepared = await prepare(request)
  effects.reached('lock')
  await refuseTransactionPooler(request.connection)
  const session = await openSession(request.connection, lockName)
  try {
    const taken = await takeLock(session)
    if (taken !== 'taken') {
      return { status: 'locked', holders: taken === undefined ? [] : [taken], by: 'run' }
    }
    const rest = await migratorsLeft(session)
    if (rest.length > 0) return { status: 'locked', holders: rest, by: 'rest' }
    return await underLock(request, rehearsal, effects, prepared, session)
  } finally {
    await session.close()
  }
}

/** How long the migrator of a run that was killed may take to notice. */
const patienceMs = 5000

async function migratorsLeft(session: Session) {
  const until = performance.now() + patienceMs
  for (;;) {
    const rest = await migratorsIn(session)
    if (rest.length === 0 || performance.now() > until) return rest
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function underLock(
  request: MigrateRequest,
  rehearsal: Rehearsal | undefined,
  effects: Effects,
  prepared: Prepared,
  session: Session,
): Promise<Outcome> {
  const startedAt = Date.now()
  effects.reached('look')
  const first = await readDatabase(request, prepared.manifest, 'ledger')
  const ordered = inOrderOfRun(prepared, first)
  const start = () => startMigrator(prepared.migrator, prepared.folder, effects.entry)
  // To load Node and Drizzle takes as long as much of a rehearsal, and there is room beside it.
  const isWanted = ordered.applied < ordered.scripts.length && !request.dryRun
  const ahead = isWanted ? start() : undefined
  const child = () => ahead ?? start()
  const input = { request, rehearsal, effects, prepared, session, startedAt, ordered, child }
  try {
    return await rehearseAndRun(input)
  } finally {
    ahead?.stop()
  }
}

interface RehearseInput {
  readonly request: MigrateRequest
  readonly rehearsal: Rehearsal | undefined
  readonly effects: Effects
  readonly prepared: Prepared
  readonly session: Session
  readonly startedAt: number
  readonly ordered: ReturnType<typeof inOrderOfRun>
  /** In which the migrator is to run. */
  readonly child: () => Child
}

async function rehearseAndRun(input: RehearseInput): Promise<Outcome> {
  const { request, rehearsal, effects, prepared, session, startedAt } = input
  const { manifest: history, scripts, applied } = input.ordered
  effects.reached('rehearse')
  const rehearsedAt = performance.now()
  const { ledger } = request
  const rehearsed = await rehearsal?.rehearse({
    scripts,
    applied,
    ledger,
    preludes: prepared.preludes,
  })
  const rehearsedMs = performance.now() - rehearsedAt
  if (rehearsed?.done === false) return { status: 'not-rehearsed', rehearsed }

  effects.reached('decide')
  const manifest = await withSchema(history, rehearsed)
  const looked = await lookWith(request, manifest)
  const { plan, verdict } = looked
  if (plan.status === 'nothing') return { status: 'nothing', verdict }
  if (plan.status === 'refused') return refused(looked, manifest, plan.findings, false)

  const copiedAt = performance.now()
  const copy = await rehearsal?.onCopy?.({ request, effects, prepared, manifest, applied, looked })
  if (copy !== undefined && copy.as !== 'expected') {
    return { status: 'not-on-copy', copy }
  }
  const copiedMs = performance.now() - copiedAt

  effects.reached('probe')
  const probes = await probeBefore(request)
  const isBad = probes.some(({ before, expect }) => isRed(before, expect))
  if (isBad && !request.probeMayBeRed) return { status: 'red', probes }

  effects.reached('checksum')
  const before = await checkBefore({ request, manifest, session, looked, applied })

  effects.reached('look again')
  const again = await lookWith(request, manifest)
  if (again.plan.status !== 'run' || !isSameLedger(looked, again)) {
    const findings = again.plan.status === 'refused' ? again.plan.findings : []
    return refused(again, manifest, findings, true)
  }
  if (!(await hasLock(session))) {
    throw new UserError(
      'The lock was lost before anything was run. Take the connection string of the server itself, if there is a pooler in between.',
    )
  }
  const facts: RunFacts = {
    manifest,
    ledger,
    database: request.connection.database,
    actor: request.actor,
    startedAt,
    versions: {
      driftwatch: packageJson.version,
      node: process.versions.node,
      postgres: looked.reading.serverVersion,
      drizzle: prepared.migrator.versions.drizzle,
      driver: `${prepared.migrator.driver} ${prepared.migrator.versions.driver}`,
    },
    pending: plan.pending.map(declared),
    rehearsed: rehearsal && { where: rehearsal.where, ms: rehearsedMs + copiedMs },
    alreadyThere: plan.alreadyThere,
    alreadyGone: plan.alreadyGone,
    allowedIds: before.allowedIds,
  }
  if (request.dryRun) return { status: 'planned', facts, probes }
  const applicationName = `${migratorPrefix}${crypto.randomUUID().slice(0, 8)}`
  const run = await runAndCheck({
    request,
    effects,
    prepared,
    session,
    manifest,
    applied,
    before: { ...before, probes, live: again.live },
    pending: plan.pending,
    facts,
    applicationName,
    child: input.child(),
  })
  return { status: 'ran', run }
}

function refused(
  { reading: { ledger } }: Looked,
  { layout, migrations }: Manifest,
  findings: readonly Finding[],
  hasMoved: boolean,
): Outcome {
  const shape = ledger.found && layout === 'folders' ? ledger.shape : '0.x'
  return { status: 'refused', findings, hasMoved, shape, history: migrations }
}

function isSameLedger(one: Looked, other: Looked): boolean {
  return JSON.stringify(one.reading.ledger) === JSON.stringify(other.reading.ledger)
}
