import { readFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { writeAtomically } from '../cli/write-atomically.ts'
import { slimDriver } from './slim-driver.ts'

/** What `[alias]` of wrangler.toml puts in the place of the driver. */
const file = '.wrangler/driver/neon.mjs'

const whole = await readFile(fileURLToPath(import.meta.resolve('@neondatabase/serverless')), 'utf8')
const { code, keptBecause } = await slimDriver(whole)
await mkdir(dirname(file), { recursive: true })
await writeAtomically(file, code)

if (keptBecause === undefined) {
  process.stdout.write(`${file}: Neon's driver in ${kib(code)}, of ${kib(whole)}\n`)
} else {
  process.stderr.write(
    `warning: the Worker is bundled with the whole of Neon's driver (${kib(whole)}): ${keptBecause}\n`,
  )
}

function kib(text: string): string {
  return `${(gzipSync(text).length / 1024).toFixed(1)} KiB (gzip)`
}
