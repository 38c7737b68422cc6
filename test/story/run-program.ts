import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from './at-exit.ts'
import { within } from './within.ts'

export interface ProgramRun {
  readonly exitCode: number | null
  /** What it wrote, to both streams. */
  readonly output: string
}

/** More than any of them needs on a busy machine. */
const limitSeconds = 60

/**
 * Runs a Node program to its end in `folder`, which is also its home. Of this process's environment
 * it gets the paths and nothing else: no account, no token, no colour, no configuration.
 */
export async function runProgram(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...bareEnvironment(folder), ...env },
    // A process group of its own, so that it can be ended with all that it started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    process.kill(-child.pid, 'SIGKILL')
  }
  const forget = atExit(end)
  try {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    const { promise, resolve, reject } = Promise.withResolvers<number | null>()
    child.once('error', reject).once('close', resolve)
    const exitCode = await within(limitSeconds, args.join(' '), promise)
    return { exitCode, output }
  } finally {
    end()
    forget()
  }
}

function bareEnvironment(folder: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    TMPDIR: tmpdir(),
    HOME: join(folder, '.home'),
    NO_COLOR: '1',
    CI: 'true',
    // The banner is what asks the registry for a newer version.
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_SEND_METRICS: 'false',
    npm_config_update_notifier: 'false',
  }
}
