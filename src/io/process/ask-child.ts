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
export type ChildEnd<Answer> = { readonly status: 'answered'; readonly answer: Answer } | Unanswered

type Unanswered =
  | { readonly status: 'not-started'; readonly words: string }
  | {
      readonly status: 'ended'
      /** Such as `the code 1`, or `SIGKILL`. */
      readonly by: string
      /** The last that it printed, trimmed. */
      readonly printed: string
    }

/** A process that has been started and waits for its question. */
export interface Child {
  /** Says something that is no question, such as what to load until there is one. */
  readonly tell: (message: Serializable) => void
  /** Asks its one question. Ends with the process gone, however it went. */
  readonly ask: <Answer>(asked: Asked<Answer>) => Promise<ChildEnd<Answer>>
  readonly stop: () => void
}

type Asked<Answer> = Pick<ChildRequest<Answer>, 'question' | 'parse' | 'signal'>

/** Asks a process of its own one question. Ends with that process gone, however it went. */
export async function askChild<Answer>(request: ChildRequest<Answer>): Promise<ChildEnd<Answer>> {
  return startChild(request.entry, request.cwd).ask(request)
}

/** Starts a process ahead of its question. */
export function startChild(entry: Entry, cwd: string): Child {
  const child = fork(entry.file, [...entry.args], {
    cwd,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const stop = () => void child.kill('SIGKILL')
  let printed = ''
  const keep = (text: Buffer) => {
    printed = (printed + text.toString('utf8')).slice(-keptLength)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  // It may end before it is asked.
  const { promise: ended, resolve } = Promise.withResolvers<Unanswered>()
  child.on('error', (error) => resolve({ status: 'not-started', words: error.message }))
  child.on('close', (code, killedBy) => {
    const by = killedBy ?? `the code ${code ?? '?'}`
    resolve({ status: 'ended', by, printed: printed.trim() })
  })
  return {
    // Where it has ended already, that is told by `ended`.
    tell: (message) => void child.send(message, () => undefined),
    async ask({ question, parse, signal }) {
      signal.addEventListener('abort', stop, { once: true })
      let answer: ReturnType<typeof parse>
      child.on('message', (message) => {
        answer ??= parse(message)
        // What it loaded may keep a connection or a timer, which would keep the process alive.
        stop()
      })
      child.send(question, () => undefined)
      try {
        const end = await ended
        return answer === undefined ? end : { status: 'answered', answer }
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    stop,
  }
}
