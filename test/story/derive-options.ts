import { writeFile } from 'node:fs/promises'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'

// A program of its own, since wrangler writes logs to wherever home is, and words to the terminal.
const [, , configPath = '', target = ''] = process.argv
const { workerOptions } = unstable_getMiniflareWorkerOptions(configPath)
await writeFile(target, JSON.stringify(workerOptions))
