import { join } from 'node:path'
import { publishManifest } from '../../src/cli/published.ts'
import { makeProject } from '../story/project.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import type { Postgres } from '../support/postgres.ts'
import { atMost, type Figure } from './figure.ts'
import { schemaDatabase } from './schema-tables.ts'
import { cpuOfChecks, type Rounds } from './worker-cpu.ts'

const tables = 1000
const goalMs = 5
const rounds: Rounds = { warmUp: 100, batches: 6, checks: 50 }

/** The processor time of one check where the digest of a large schema is known. */
export async function measureSchemaCpu(postgres: Postgres): Promise<readonly Figure[]> {
  if (process.platform !== 'linux') return []
  const project = await makeProject()
  const bridge = await startNeonBridge(postgres, { maxResponseBytes: 64 * 1024 * 1024 })
  try {
    const { url, manifest } = await schemaDatabase(postgres, tables)
    await publishManifest(join(project.folder, 'migrations-manifest'), manifest)
    const target = { name: manifest.name, url }
    const [sample, floor] = await cpuOfChecks(
      await project.bundle(),
      bridge,
      target,
      'instant',
      rounds,
    )
    return [
      {
        name: `check, digest known, ${tables} tables: CPU in workerd`,
        unit: 'ms',
        sample,
        ratio: { value: sample.median / floor.median, to: 'fetching the same' },
        goal: atMost(goalMs, sample.median, 'ms'),
      },
    ]
  } finally {
    await bridge.stop()
    await project.remove()
  }
}
