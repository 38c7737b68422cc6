#!/usr/bin/env node
import module from 'node:module'

// By their names: an older Node would end here, with words that nobody understands.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `driftwatch: Node ${process.versions.node} is too old for it. Install Node 22.12 or newer.\n`,
  )
  process.exit(2)
}
// Node keeps what it compiles, so that the next run need not; before anything else is loaded.
module.enableCompileCache()
await import('./main.ts')
