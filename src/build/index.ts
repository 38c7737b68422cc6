import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeAtomically } from '../io/files/write-atomically.ts'
import { bundleWorker } from './bundle-worker.ts'

/** What `main` of wrangler.toml uploads. */
const file = '.wrangler/worker/index.js'

const { code, wholeDriverBecause } = await bundleWorker(process.cwd())
await mkdir(dirname(file), { recursive: true })
await writeAtomically(file, code)

const kib = (gzipSync(code).length / 1024).toFixed(1)
process.stdout.write(`${file}: the Worker in ${kib} KiB (gzip)\n`)
if (wholeDriverBecause !== undefined) {
  process.stderr.write(
    `warning: the Worker is bundled with the whole of Neon's driver: ${wholeDriverBecause}\n`,
  )
}
