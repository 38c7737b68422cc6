import type { Connection } from '../connection-string.ts'
import type { NeonOptions } from '../neon.ts'
import type { RunBatch } from '../run-batch.ts'

export interface TargetOptions extends NeonOptions {
  /** Is told when all that a batch asks is on its way; not over HTTP. */
  readonly onAsked?: () => void
  /** Whether answers are given while the sessions still end; not over HTTP. */
  readonly endsLater?: boolean
}

/** Neon over HTTP, as the Worker reads it, and every other host over PostgreSQL's own protocol. */
export function openTarget(connection: Connection, options: TargetOptions = {}): RunBatch {
  const overHttp = connection.isNeon || options.endpoint !== undefined
  return async (queries) => {
    // Only one of the two drivers is needed, and to load it takes as long as to connect.
    const run = overHttp
      ? (await import('../neon.ts')).neonBatch(connection, options)
      : (await import('./read.ts')).postgresBatch(connection, options)
    return run(queries)
  }
}
