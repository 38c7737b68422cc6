import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { makeFolder } from '../support/folder.ts'
import { isAsExpected } from './outcome.ts'
import { openScreen } from './screen.ts'
import { openStage, type Stage } from './stage.ts'
import { stay } from './stay.ts'
import { steps } from './steps.ts'
import { showSummary } from './summary.ts'
import { isRight, type StepResult, tellStep, tellStory } from './tell-story.ts'

// A minute each, on a machine that is doing nothing else.
vi.setConfig({ testTimeout: 240_000 })

const root = join(import.meta.dirname, '..', '..')

let told = ''
const stream = { write: (text: string) => (told += text), isTTY: false }
let stage: Stage | undefined
afterAll(() => stage?.close())

test('each step comes out as it should, and none does without its change', async () => {
  stage = await openStage(openScreen({ stream, env: {} }))
  const { database, slack, apiToken, project } = stage
  const sabotaged: StepResult[] = []
  const results = await tellStory(stage, {
    // The first one would leave an incident open, so it has a test of its own.
    async beforeStep(step, number) {
      if (stage === undefined || number === 1) return
      const unchanged = { ...step, deploys: false }
      sabotaged.push(await tellStep(stage, unchanged, { number, isSabotaged: true }))
    },
  })
  expect(results.map(wrong)).toEqual(steps.map(() => []))
  expect(sabotaged.map(wrong)).toEqual([
    ['/status', 'findings', 'driftwatch check', ...Array(3).fill('and it says')],
    ['Slack'],
    ['findings'],
    ['/status', 'findings', 'Slack', 'driftwatch check'],
    ['/status', 'findings', 'Slack', 'driftwatch check'],
    ['findings', 'Slack'],
    ['Slack'],
    ['/status', 'findings', 'Slack', 'driftwatch check'],
  ])

  // A definition is SQL that somebody wrote.
  expect(JSON.stringify(slack.accepted())).not.toContain('NOT_SENT')

  for (const url of [database.url, database.monitorUrl]) {
    expect(told).not.toContain(new URL(url).password)
  }
  expect(told).not.toContain(new URL(slack.url).pathname.split('/').at(-1))
  expect(told).not.toContain(apiToken)

  await staysForPeople(stage)
  await stage.close()
  expect(existsSync(project.folder)).toBe(false)
  await expect(stage.monitor.status()).rejects.toThrow('fetch failed')
})

/** What is typed is obeyed, and where nobody can type, that is said. */
async function staysForPeople(open: Stage): Promise<void> {
  const typed = async (words: string) => {
    told = ''
    await stay(open, Object.assign(new PassThrough().end(`${words}\nq\n`), { isTTY: true }))
    return told.split('\n')
  }
  const commands = (lines: readonly string[]) => lines.filter((line) => /lets the cron/.test(line))
  expect(commands(await typed('deploy'))).toHaveLength(1)
  expect(told).toContain('\n   Press Enter to let the cron fire.\n')
  for (const help of ['help', '?', 'HELP']) {
    expect(commands(await typed(help))).toHaveLength(2)
    expect(told).not.toContain('syntax error')
  }
  const lines = await typed('')
  expect(told).toContain('GET /status  200 {"state":"ok"')
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  for (const copied of [open.database.url, `-H 'authorization: Bearer ${open.apiToken}'`]) {
    expect(lines).toContainEqual(expect.stringContaining(copied))
  }

  told = ''
  void stay(open, new PassThrough().end())
  await vi.waitFor(() => expect(told).toContain('Nothing can be typed here'))
}

test('npm start -- --once tells the story, shows no secret, and exits with 0', async () => {
  const { exitCode, output } = await npmStart('--once')
  expect(output).toContain(`All ${steps.length} steps came out as they should`)
  expect(output).toContain('@S0ONCALL12')
  expect(exitCode).toBe(0)
  expect(output).not.toContain('secretWebhookToken')
  expect(output).not.toContain('/services/')
  expect(output).not.toMatch(/postgres(ql)?:\/\//)
  expect(widest(output)).toBeLessThanOrEqual(80)
})

test('a first step that does not come out makes it exit with 1, and say why', async () => {
  const { exitCode, output } = await npmStart('--once', '--sabotage', '1')
  expect(output).toContain('Step 1 did not come out as it should')
  expect(output).toContain('/status: expected 200 ok; came 503 drifted.')
  expect(output).toContain('findings: expected none; came unknown 6cec6782…')
  expect(exitCode).toBe(1)
})

test('the summary says what was expected and what came', () => {
  const [step] = steps
  if (step === undefined) throw new Error('there are no steps')
  told = ''
  const comparisons = [{ of: 'Slack', expected: 'nothing', came: '2 messages' }]
  showSummary(openScreen({ stream, env: {} }), [{ step, comparisons }], 1)
  expect(told).toContain('✗')
  expect(told).toContain('Slack: expected nothing; came 2 messages.')
  expect(isRight({ step, comparisons })).toBe(false)
})

function wrong({ comparisons }: StepResult): readonly string[] {
  return comparisons.filter((comparison) => !isAsExpected(comparison)).map(({ of }) => of)
}

function widest(output: string): number {
  const lines = output.split('\n').filter((line) => !line.startsWith('>'))
  return Math.max(...lines.map((line) => Array.from(line).length))
}

async function npmStart(...args: readonly string[]) {
  const child = spawn('npm', ['start', '--', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: await makeFolder({}), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill())
  let output = ''
  for (const part of [child.stdout, child.stderr]) {
    part.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  await once(child, 'close')
  return { exitCode: child.exitCode, output }
}
