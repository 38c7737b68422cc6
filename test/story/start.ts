import { parseArgs } from 'node:util'
import { safeLines } from '../../src/cli/output.ts'
import { OutsideError, UserError } from '../../src/io/errors.ts'
import { endOnSignals } from './end-on-signals.ts'
import { openScreen, type Screen } from './screen.ts'

const usage = `Usage: npm start [-- --once] [--json]
  --once  tell the story and end: 0 if every step came out as it should, else 1
  --json  show each message to Slack as it was sent, too`

const introduction = [
  'Columns were patched into production by hand, and its ledger had a row that no file explained. Nobody saw it until the code failed. Here is what Driftwatch sees of it, and whom it tells.',
  'PostgreSQL is real, and so are Drizzle, wrangler’s bundle, and the Worker: it runs in workerd, with the settings of wrangler.toml, but its cron fires each minute. Neon’s HTTP and Slack are stand-ins. Nothing leaves this machine.',
]

let isStaying = false

// Ended by a person after the story, it ends well.
endOnSignals((usual) => (isStaying ? 0 : usual))
// Who reads has seen enough, as with `| head`.
process.stdout.on('error', () => process.exit(1))

try {
  // Whatever still runs ends with this process.
  process.exit(await main())
} catch (error) {
  process.stderr.write(`\n${safeLines(wordsFor(error))}\n`)
  process.exit(1)
}

async function main(): Promise<0 | 1> {
  const options = parseOptions()
  const screen = openScreen({ stream: process.stdout, env: process.env, json: options.json })
  introduce(screen)
  // Only here, since wrangler takes its time to load.
  const { play } = await import('./play.ts')
  return play(screen, { ...options, onStay: () => (isStaying = true) })
}

function introduce({ palette, line, say }: Screen): void {
  line(palette.strong('Driftwatch: an incident, and what the monitor makes of it'))
  line()
  for (const words of introduction) {
    say(words)
    line()
  }
}

function parseOptions() {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        sabotage: { type: 'string' },
      },
    })
    return values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UserError(`${error.message}\n${usage}`)
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof UserError || error instanceof OutsideError) return error.message
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `This is a bug, please report it.\n${stack}`
}
