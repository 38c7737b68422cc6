import { compareObjects } from '../../core/migrate/compare-objects.ts'
import type { Connection } from '../../io/connection-string.ts'
import { UserError } from '../../io/errors.ts'
import { lockName, migratorPrefix, takeLock } from '../../io/migrate/migration-lock.ts'
import { runMigrator, startMigrator } from '../../io/migrate/run-migrator.ts'
import { openSession } from '../../io/migrate/session.ts'
import { connectionOnBranch } from '../../io/neon-api/connection-on-branch.ts'
import { type NeonAccess, neonApiBase, politePace } from '../../io/neon-api/neon-api.ts'
import { withBranch } from '../../io/neon-api/with-branch.ts'
import { redactor } from '../../io/redact.ts'
import { progressOn } from '../progress.ts'
import type { CopyRehearsed, CopyRequest } from './copy.ts'
import { lookWith } from './look.ts'
import { embeddedRehearsal, type Rehearsal } from './rehearsal.ts'

/** Longer than any rehearsal; for a process that is killed and cannot delete its branch. */
const expiresAfterMs = 6 * 60 * 60 * 1000

/** In an empty database first, and then on a Neon branch, which has the rows of the database. */
export function branchRehearsal(access: NeonAccess): Rehearsal {
  return {
    ...embeddedRehearsal,
    where: `${embeddedRehearsal.where}, and a Neon branch with the rows of this one`,
    async onCopy(input) {
      const { effects, request } = input
      const now = Date.now()
      const progress = progressOn(process.stderr)
      progress.show('Making a Neon branch…')
      const options = {
        host: request.connection.host,
        name: `driftwatch-rehearsal-${new Date(now).toISOString().replaceAll(/[:.]/g, '-').toLowerCase()}`,
        expiresAt: new Date(now + expiresAfterMs),
        signal: effects.signal,
        onLeft: (words: string) => void process.stderr.write(`driftwatch: ${words}\n`),
      }
      try {
        return await withBranch(access, options, async (branch) => {
          progress.show('Migrating the Neon branch…')
          return runOn(connectionOnBranch(request.connection, branch), input)
        })
      } finally {
        progress.end()
      }
    },
  }
}

async function runOn(connection: Connection, input: CopyRequest): Promise<CopyRehearsed> {
  const { request, effects, prepared, manifest, applied, looked } = input
  await refuseTheDatabaseItself(connection)
  const end = await runMigrator(
    {
      migrator: prepared.migrator,
      migrations: prepared.folder,
      ledger: request.ledger,
      href: connection.href,
      applicationName: `${migratorPrefix}${crypto.randomUUID().slice(0, 8)}`,
    },
    startMigrator(prepared.migrator, prepared.folder, effects.entry),
    effects.signal,
  )
  effects.signal.throwIfAborted()
  // The branch has a host and maybe a password that nobody else knows to take out.
  if (end.status !== 'done') return { as: 'failed', words: redactor([connection.href])(end.words) }
  const after = await lookWith({ ...request, connection }, manifest)
  const findings = after.verdict.findings.filter(({ severity }) => severity !== 'notice')
  const objects =
    manifest.schema.covered && looked.live !== undefined && after.live !== undefined
      ? compareObjects({
          declared: manifest.schema,
          applied,
          before: looked.live.lines,
          after: after.live.lines,
          serverVersion: after.live.serverVersion,
        }).filter(({ found }) => found.as !== 'expected')
      : []
  const isExpected = objects.length === 0 && findings.length === 0
  return isExpected ? { as: 'expected' } : { as: 'different', objects, findings }
}

/** This run holds the database's lock, so where the lock can be had is another database. */
async function refuseTheDatabaseItself(connection: Connection): Promise<void> {
  const session = await openSession(connection, lockName)
  try {
    if ((await takeLock(session)) === 'taken') return
  } finally {
    await session.close()
  }
  throw new UserError(
    'The address of the Neon branch leads to the database itself, or to one that is being migrated, so nothing was rehearsed, and nothing was run.',
  )
}

/** From the environment and `--neon-project`. Throws a `UserError` where something is not set. */
export function neonAccessOf(
  project: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): NeonAccess {
  const key = env['NEON_API_KEY']?.trim() ?? ''
  const id = (project ?? env['NEON_PROJECT_ID'])?.trim() ?? ''
  if (key === '') {
    throw new UserError(
      '--rehearse neon-branch needs NEON_API_KEY in the environment: a key of Neon that may make and delete branches in the project.',
    )
  }
  if (id === '') {
    throw new UserError(
      '--rehearse neon-branch needs the id of the Neon project: give it with --neon-project, or as NEON_PROJECT_ID.',
    )
  }
  return { key, project: id, base: env['DRIFTWATCH_NEON_API'] ?? neonApiBase, pace: politePace }
}
