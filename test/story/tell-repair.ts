import { safeLines } from '../../src/cli/output.ts'
import { OutsideError, UserError } from '../../src/io/errors.ts'
import { endOnSignals } from './end-on-signals.ts'
import { openScreen } from './screen.ts'

endOnSignals((usual) => usual)

const screen = openScreen({ stream: process.stdout, env: process.env })
screen.line(
  screen.palette.strong('Driftwatch: an incident, from the hand patch to the closed ticket'),
)
screen.line()

try {
  process.exit(await main())
} catch (error) {
  const isKnown = error instanceof UserError || error instanceof OutsideError
  const words = isKnown ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`\n${safeLines(words ?? '')}\n`)
  process.exit(1)
}

async function main(): Promise<0 | 1> {
  // Only here, since wrangler takes its time to load.
  const { openStage } = await import('./stage.ts')
  const { repair } = await import('./repair.ts')
  const stage = await openStage(screen)
  try {
    const { proof, before, after, status, wrong } = await repair(stage)
    screen.line()
    screen.line(proof)
    const all = [
      ...wrong,
      ...(before === after ? [] : ["The tenants' rows are not what they were."]),
      ...(status.startsWith('200 ') ? [] : [`/status says ${status}.`]),
    ]
    for (const sentence of all) screen.say(sentence, screen.palette.critical)
    if (all.length > 0) return 1
    const words = `The ticket is closed: all is in sync, and two tenants' rows are what they were (${before}).`
    screen.say(words, (text) => screen.palette.strong(screen.palette.good(text)))
    return 0
  } finally {
    await stage.close()
  }
}
