import { join } from 'node:path'
import type { Project } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'

/** A process, from its start to its end. */
export interface WholeRun {
  readonly ms: number
  readonly peakMib: number
  readonly exitCode: number | null
  /** What it wrote, to both streams. */
  readonly output: string
}

const tellPeak = join(import.meta.dirname, 'tell-peak.cjs')

/** Runs a Node program in a project's folder. */
export async function runWhole(
  { folder }: Project,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<WholeRun> {
  const start = performance.now()
  const run = await runProgram(folder, ['--require', tellPeak, ...args], env)
  const ms = performance.now() - start
  const [last = '', kib = 'NaN'] = /\npeak memory: (\d+) KiB\n/.exec(run.output) ?? []
  return { ...run, ms, peakMib: Number(kib) / 1024, output: run.output.replace(last, '') }
}
