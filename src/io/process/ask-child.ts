import { fork, type Serializable } from 'node:child_process'

/** How much of what a process prints is kept. */
const keptLength = 4000

/** By what a process is started that answers one question. */
export interface Entry {
  readonly file: string
  readonly args: readonly string[]
}

export interface ChildRequest<Answer> {
  readonly question: Serializable
  readonly entry: Entry
  readonly cwd: string
  /** Gives back nothing for a message that is no answer. */
  readonly parse: (message: unknown) => Answer | undefined
  /** Kills the process once it is aborted. */
  readonly signal: AbortSignal
}

/** How a process ended. */
export type ChildEnd<Answer> =
  | { readonly status: 'answered'; readonly answer: Answer }
  | { readonly status: 'not-started'; readonly words: string }
  | {
      readonly status: 'ended'
      /** Such as `the code 1`, or `SIGKILL`. */
      readonly by: string
      /** The last that it printed, trimmed. */
      readonly printed: string
    }

/** Asks a process of its own one question. Ends with that process gone, however it went. */
export async function askChild<Answer>(request: ChildRequest<Answer>): Promise<ChildEnd<Answer>> {
  const { question, entry, cwd, parse, signal } = request
  const child = fork(entry.file, [...entry.args], {
    cwd,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const stop = () => child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  let printed = ''
  const keep = (text: Buffer) => {
    printed = (printed + text.toString('utf8')).slice(-keptLength)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  let answer: Answer | undefined
  child.on('message', (message) => {
    answer ??= parse(message)
    // What it loaded may keep a connection or a timer, which would keep the process alive.
    stop()
  })
  const { promise, resolve } = Promise.withResolvers<ChildEnd<Answer>>()
  child.on('error', (error) => resolve({ status: 'not-started', words: error.message }))
  child.on('close', (code, killedBy) => {
    if (answer !== undefined) resolve({ status: 'answered', answer })
    else {
      const by = killedBy ?? `the code ${code ?? '?'}`
      resolve({ status: 'ended', by, printed: printed.trim() })
    }
  })
  // Where it has ended already, that is told above.
  child.send(question, () => undefined)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
