import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeAtomically } from '../io/files/write-atomically.ts'
import { bundleGuard } from './bundle-guard.ts'

const entry = 'src/guard/index.ts'

/** What `exports` of package.json names. */
const file = 'dist/guard/index.js'

const [{ code }, small] = await Promise.all([
  bundleGuard(entry),
  bundleGuard(entry, { minify: true }),
])
await mkdir(dirname(file), { recursive: true })
await writeAtomically(file, code)

const kib = (gzipSync(small.code).length / 1024).toFixed(1)
process.stdout.write(`${file}: the guard, ${kib} KiB minified and compressed\n`)
