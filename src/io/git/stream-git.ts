import { spawn } from 'node:child_process'
import { OutsideError } from '../errors.ts'
import { gitEnv } from './run-git.ts'

export interface StreamOptions {
  /** Ends git, and the stream with an error. */
  readonly signal: AbortSignal
  /** What git reads from its standard input. */
  readonly input?: string
}

/**
 * What git prints, as it prints it, for output that may be of any length. Throws an `OutsideError`
 * where git fails, and an `AbortError` where the signal ended it.
 */
export async function* streamGit(
  folder: string,
  args: readonly string[],
  { signal, input = '' }: StreamOptions,
): AsyncGenerator<Buffer> {
  const child = spawn('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd: folder,
    // A clone without all objects would fetch each of them from its server.
    env: { ...process.env, ...gitEnv, GIT_NO_LAZY_FETCH: '1' },
    stdio: ['pipe', 'pipe', 'ignore'],
    signal,
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      // What git has started itself could keep its output open.
      if (signal.aborted) child.stdout.destroy(error)
      resolve(null)
    })
    child.once('close', resolve)
  })
  // git that has ended reads no more; its exit code tells why.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  try {
    const chunks: AsyncIterable<Buffer> = child.stdout
    yield* chunks
    const exitCode = await ended
    if (exitCode !== 0) {
      throw new OutsideError(`git ${args[0]} could not read the history of ${folder}.`, {
        reason: 'unexpected',
        retry: false,
      })
    }
  } finally {
    child.kill()
  }
}
