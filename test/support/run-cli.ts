import { x } from 'tinyexec'

export interface CliRun {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

const entry = new URL('../../src/cli/index.ts', import.meta.url).pathname

/** PGlite works for seconds at most, and what V8 optimises of it for that takes a fifth of the tests. */
export const nodeFlags = ['--liftoff-only']

/** Runs the real command line in a folder, without what a developer's environment would add. */
export async function runCli(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<CliRun> {
  const { exitCode, stdout, stderr } = await x(process.execPath, [...nodeFlags, entry, ...args], {
    timeout: 60_000,
    nodeOptions: { cwd: folder, env: { DATABASE_URL: undefined, NO_COLOR: '1', ...env } },
  })
  return { exitCode, stdout, stderr }
}
