import { spawn } from 'node:child_process'
import { x } from 'tinyexec'

/** Why no pseudo-terminal can be had here; nothing where it can. */
export async function noPseudoTerminal(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'not Linux'
  const version = await x('script', ['--version']).then(
    ({ stdout }) => stdout,
    () => '',
  )
  return version.includes('util-linux') ? undefined : "no script(1) of util-linux's"
}

export interface Typed {
  readonly exitCode: number | null
  /** What stood on the screen, without colours, its lines as they are in a file. */
  readonly screen: string
}

const cli = new URL('../../src/cli/index.ts', import.meta.url).pathname

/**
 * Runs the command line in a terminal of 80 columns, and types each text when the output holds the
 * `prompt` once more. Resolves when it has ended.
 */
export async function runInTerminal(
  folder: string,
  args: readonly string[],
  { prompt, types, env }: { prompt: string; types: readonly string[]; env: NodeJS.ProcessEnv },
): Promise<Typed> {
  const command = `stty cols 80; exec ${[process.execPath, cli, ...args].map((each) => `'${each}'`).join(' ')}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let screen = ''
  let typed = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    const next = types[typed]
    if (next === undefined || screen.split(prompt).length <= typed + 1) return
    typed += 1
    child.stdin.write(next)
  })
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject)
  child.once('close', resolve)
  const exitCode = await promise
  return { exitCode, screen: screen.replaceAll('\r\n', '\n') }
}
