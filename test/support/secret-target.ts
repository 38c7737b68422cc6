import { neonBatch, type NeonOptions } from '../../src/io/neon.ts'
import type { RunBatch } from '../../src/io/run-batch.ts'
import { hashOfText } from './history.ts'
import {
  ledger0,
  neonConnection,
  noPatience,
  startTargetServer,
  type TargetServer,
} from './target-database.ts'

/** A server with one database, which a role with a secret name and password reads by HTTP. */
export interface SecretTarget extends Pick<TargetServer, 'bridge' | 'postgres' | 'stop'> {
  /** What runs in it as that role does, at once and without waiting between two tries. */
  readonly open: (options?: NeonOptions) => RunBatch
}

const role = { name: 'secret-user', password: 'secret-password' } as const

/** Starts it, with a ledger of two rows. */
export async function startSecretTarget(): Promise<SecretTarget> {
  const server = await startTargetServer()
  const { bridge, postgres, stop } = server
  await postgres.query(`CREATE ROLE "${role.name}" SUPERUSER LOGIN PASSWORD '${role.password}'`)
  const database = await server.databaseWith(`${ledger0}
    INSERT INTO drizzle.__drizzle_migrations (hash, created_at)
    VALUES ('${hashOfText('a')}', 1), ('${hashOfText('b')}', 2)`)
  return {
    bridge,
    postgres,
    stop,
    open(options = {}) {
      const { endpoint } = bridge
      const connection = neonConnection(postgres, database, role)
      return neonBatch(connection, { endpoint, patience: noPatience, ...options })
    },
  }
}
