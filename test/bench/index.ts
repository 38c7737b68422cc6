import { cpus } from 'node:os'
import { startPostgres } from '../support/postgres.ts'
import { endOnSignals } from '../story/end-on-signals.ts'
import { measureBundle } from './bundle.ts'
import { measureCodify } from './codify.ts'
import { type Figure, table } from './figure.ts'
import { measureGuard } from './guard.ts'
import { measureManifest } from './manifest.ts'
import { measureMigrate } from './migrate.ts'
import { measureOneCheck } from './one-check.ts'
import { measureOrigins } from './origins.ts'
import { measureRivals } from './rivals.ts'
import { measureSchema } from './schema.ts'
import { measureSchemaCpu } from './schema-cpu.ts'
import { measureVerify } from './verify.ts'
import { measureWorkerCpu } from './worker-cpu.ts'

endOnSignals((usual) => usual)

const postgres = await startPostgres(18, { settings: { max_locks_per_transaction: '512' } })
try {
  const [{ server_version: version } = {}] = await postgres.query('SHOW server_version')
  const [{ model } = { model: 'unknown' }] = cpus()
  process.stdout.write(
    `${cpus().length} cores (${model}), ${process.platform}, Node ${process.version}, PostgreSQL ${String(version)}\n\n`,
  )
  const figures: Figure[] = []
  for (const [name, measure] of [
    ['one check against select 1', () => measureOneCheck(postgres)],
    ['what the guard adds to a start-up', () => measureGuard(postgres)],
    ['what the schema adds to a check', () => measureSchema(postgres)],
    ['the CPU of a check in workerd', () => measureWorkerCpu(postgres)],
    ['what the schema adds to that', () => measureSchemaCpu(postgres)],
    ['whole processes against their rivals', measureRivals],
    ['driftwatch manifest', measureManifest],
    ['the git history', measureOrigins],
    ['driftwatch verify', measureVerify],
    ['driftwatch codify', () => measureCodify(postgres)],
    ['driftwatch migrate', () => measureMigrate(postgres)],
    ['the bundle', measureBundle],
  ] as const) {
    process.stderr.write(`measuring ${name} …\n`)
    figures.push(...(await measure()))
  }
  process.stdout.write(`${table(figures)}\n`)
} finally {
  await postgres.stop()
}
