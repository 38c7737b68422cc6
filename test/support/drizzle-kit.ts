import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { x } from 'tinyexec'

/** The two that the tests have: drizzle-kit 0.31 with its journal, and 1.0 with its folders. */
export const kitVersions = ['0.31', '1.0'] as const
export type KitVersion = (typeof kitVersions)[number]

/** The whole text of a schema module from here on, or SQL that a person wrote. */
export type Step = string | { readonly sql: string }

const root = new URL('../..', import.meta.url).pathname
const modules = {
  '0.31': join(root, 'node_modules'),
  '1.0': join(root, 'test/drizzle-1.0/node_modules'),
} as const

/**
 * Makes a migrations folder by running the real drizzle-kit once for each step, in a project that
 * is still empty. Gives back the folder; its migrations are called `step_1`, `step_2` and so on.
 */
export async function generateFolder(
  version: KitVersion,
  steps: readonly Step[],
  project: string,
): Promise<string> {
  // The schema module gets the drizzle-orm that belongs to the kit.
  await symlink(modules[version], join(project, 'node_modules'))
  await writeFile(join(project, 'schema.ts'), '')
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'string') await writeFile(join(project, 'schema.ts'), step)
    const custom = typeof step === 'string' ? [] : ['--custom']
    const file = await nextMigration(version, project, `step_${index + 1}`, ...custom)
    if (typeof step !== 'string') await writeFile(join(project, 'drizzle', file), step.sql)
  }
  return join(project, 'drizzle')
}

/** Runs drizzle-kit once more in such a project. Gives the new SQL file, relative to the folder. */
export async function nextMigration(
  version: KitVersion,
  project: string,
  name: string,
  ...options: readonly string[]
): Promise<string> {
  if (version === '1.0') await nextSecond()
  const output = await generate(version, project, [...options, '--name', name])
  const file = /➜ drizzle\/(\S+\.sql)/.exec(output)?.[1]
  if (file === undefined) throw new Error(`drizzle-kit ${version} made no file:\n${output}`)
  return file
}

/** Converts a folder of 0.31 with the kit of 1.0. */
export async function upgradeFolder(project: string): Promise<void> {
  await runKit('1.0', project, ['up', '--dialect=postgresql', '--out=drizzle'])
}

function generate(version: KitVersion, project: string, args: readonly string[]): Promise<string> {
  const settings = ['--dialect=postgresql', '--schema=schema.ts', '--out=drizzle']
  return runKit(version, project, ['generate', ...settings, ...args])
}

async function runKit(
  version: KitVersion,
  project: string,
  args: readonly string[],
): Promise<string> {
  const kit = join(modules[version], 'drizzle-kit/bin.cjs')
  const done = await x(process.execPath, [kit, ...args], {
    timeout: 60_000,
    nodeOptions: { cwd: project, env: { NO_COLOR: '1' } },
  })
  // Its exit code says little: 0.31 exits with 0 after some errors too.
  return done.stdout + done.stderr
}

/** 1.0 dates a folder to the second, and two of one second would have no order but their names'. */
async function nextSecond(): Promise<void> {
  await setTimeout(1000 - (Date.now() % 1000))
}
