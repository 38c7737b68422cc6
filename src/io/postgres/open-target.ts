import type { Connection } from '../connection-string.ts'
import { neonBatch, type NeonOptions } from '../neon.ts'
import type { RunBatch } from '../run-batch.ts'
import { postgresBatch } from './read.ts'

/** Neon over HTTP, as the Worker reads it, and every other host over PostgreSQL's own protocol. */
export function openTarget(connection: Connection, options: NeonOptions = {}): RunBatch {
  const overHttp = connection.isNeon || options.endpoint !== undefined
  return overHttp ? neonBatch(connection, options) : postgresBatch(connection)
}
