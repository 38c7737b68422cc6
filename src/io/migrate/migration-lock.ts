import type { Holder } from '../../core/migrate/holder.ts'
import { migrationLockKey } from '../../core/migrate/lock-key.ts'
import type { Session } from './session.ts'

/** How the session of a run, and that of its migrator, are called in `pg_stat_activity`. */
export const lockName = 'driftwatch migrate'
export const migratorPrefix = 'driftwatch migrator '

/** Takes the lock until the session is closed; or says who has it. */
export async function takeLock(session: Session): Promise<'taken' | Holder | undefined> {
  const [[taken] = []] = await session.keep(
    `SELECT pg_catalog.pg_try_advisory_xact_lock(${migrationLockKey})::pg_catalog.text`,
  )
  if (taken === 'true') return 'taken'
  const [holder] = await session.ask(
    `${sessions} JOIN pg_catalog.pg_locks AS l ON l.pid = a.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database())
  AND l.classid::pg_catalog.int8 = ${migrationLockKey >> 32n} AND l.objid::pg_catalog.int8 = ${migrationLockKey & 0xffff_ffffn}`,
  )
  return holder === undefined ? undefined : holderOf(holder)
}

/** Whether this very session still has it. */
export async function hasLock(session: Session): Promise<boolean> {
  const [[has] = []] = await session.ask(
    `SELECT EXISTS (
  SELECT FROM pg_catalog.pg_locks AS l
  WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
    AND l.classid::pg_catalog.int8 = ${migrationLockKey >> 32n} AND l.objid::pg_catalog.int8 = ${migrationLockKey & 0xffff_ffffn}
)::pg_catalog.text`,
  )
  return has === 'true'
}

/** Sessions of migrators in this database that are still there; of this run alone, or of all. */
export async function migratorsIn(
  session: Session,
  applicationName?: string,
): Promise<readonly Holder[]> {
  const rows = await session.ask(
    `${sessions} WHERE a.datname = pg_catalog.current_database() AND pg_catalog.starts_with(a.application_name, $1)`,
    [applicationName ?? migratorPrefix],
  )
  return rows.map(holderOf)
}

/** Sessions that keep a migrator from a lock which it waits for. */
export async function blockersOf(
  session: Session,
  applicationName: string,
): Promise<readonly Holder[]> {
  const rows = await session.ask(
    `${sessions} WHERE a.pid IN (
  SELECT pg_catalog.unnest(pg_catalog.pg_blocking_pids(m.pid)) FROM pg_catalog.pg_stat_activity AS m
  WHERE m.datname = pg_catalog.current_database() AND m.application_name = $1 AND m.wait_event_type = 'Lock'
)`,
    [applicationName],
  )
  return rows.map(holderOf)
}

/** Ends them: their process is gone, so that nothing can commit in them any more. */
export async function endMigrators(session: Session, applicationName: string): Promise<void> {
  await session.ask(
    `SELECT pg_catalog.pg_terminate_backend(a.pid)::pg_catalog.text FROM pg_catalog.pg_stat_activity AS a
WHERE a.datname = pg_catalog.current_database() AND a.application_name = $1`,
    [applicationName],
  )
}

const sessions = `SELECT a.pid::pg_catalog.text, a.application_name, a.usename::pg_catalog.text,
  pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
FROM pg_catalog.pg_stat_activity AS a`

function holderOf([pid, name, user, since]: readonly (string | null)[]): Holder {
  return {
    pid: pid ?? '?',
    applicationName: name === '' ? undefined : (name ?? undefined),
    user: user ?? undefined,
    since: since ?? undefined,
  }
}
