import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { minify } from 'rolldown/utils'
import { cutSqlComments } from './cut-sql-comments.ts'
import { failOnUnresolved } from './fail-on-unresolved.ts'
import { inPlaceOfHono, leaveOutOfHono } from './leave-out-of-hono.ts'
import { plainImports } from './plain-imports.ts'
import { slackAgent } from './slack-agent.ts'
import { slimDriver } from './slim-driver.ts'

/** The Worker as the one module that is uploaded, and what it is made of. */
export interface WorkerBundle {
  readonly code: string
  /** Why the whole of Neon's driver is in it, if it is. */
  readonly wholeDriverBecause: string | undefined
  /** How many characters came from each file, before all was minified. */
  readonly lengths: ReadonlyMap<string, number>
}

/** Bundles the Worker of a project. Throws where an import leads to nothing. */
export async function bundleWorker(
  folder: string,
  entry = join('src', 'worker', 'index.ts'),
): Promise<WorkerBundle> {
  const driverFile = installed('@neondatabase/serverless')
  const driver = await slimDriver(await readFile(driverFile, 'utf8'))
  const clientFile = installed('@slack/webhook/dist/IncomingWebhook.js')
  const client = plainImports(await readFile(clientFile, 'utf8'))
  const honoFile = join(dirname(installed('hono')), 'hono-base.js')
  const slack = await readFile(installed('@slack/webhook/package.json'), 'utf8')
  const inPlaceOf = new Map([
    [driverFile, driver.code],
    [clientFile, client],
    [honoFile, leaveOutOfHono(await readFile(honoFile, 'utf8'))],
    [installed('@slack/webhook/dist/instrument.js'), slackAgent(slack)],
    ...[...inPlaceOfHono].map(([module, text]) => [installed(module), text] as const),
  ])

  const bundle = await rolldown({
    cwd: folder,
    input: entry,
    // What workerd itself brings.
    external: /^(node|cloudflare):/,
    platform: 'neutral',
    resolve: {
      conditionNames: ['workerd', 'worker', 'browser', 'import'],
      mainFields: ['browser', 'module', 'main'],
      alias: { 'p-retry': join(import.meta.dirname, 'one-try.ts') },
    },
    plugins: [
      { name: 'in place of', load: (id) => inPlaceOf.get(id) ?? null },
      {
        name: 'SQL comments',
        transform: {
          filter: { id: /\/src\/io\/.*\.ts$/ },
          handler: (code) => ({ code: cutSqlComments(code), map: null }),
        },
      },
    ],
    onLog: failOnUnresolved,
  })
  const { output } = await bundle.generate({ format: 'esm' })
  await bundle.close()
  const [{ code, modules }] = output
  // After bundling rather than by it: half a KiB smaller.
  const { code: small, errors } = await minify('index.js', code, { module: true })
  if (errors[0] !== undefined) throw new Error(errors[0].message)
  return {
    code: small,
    wholeDriverBecause: driver.keptBecause,
    lengths: new Map(
      Object.entries(modules).map(([path, { renderedLength }]) => [path, renderedLength]),
    ),
  }
}

function installed(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier))
}
