import { rm } from 'node:fs/promises'
import { bundleCli } from './bundle-cli.ts'

/** What `bin` of package.json is in. */
const folder = 'dist/cli'

await rm(folder, { recursive: true, force: true })
await bundleCli(folder)
