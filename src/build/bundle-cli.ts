import { resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { builtInModules } from './built-in-modules.ts'
import { failOnUnresolved } from './fail-on-unresolved.ts'

/** Stay packages beside the bundle: they bring WebAssembly, load the user's modules or may be absent. */
const external = [
  /^@electric-sql\//,
  '@supabase/pg-delta',
  'jiti',
  'jsonc-parser',
  'libpg-query',
  'pg-native',
  'pgsql-deparser',
  'wrangler',
]

/**
 * What a usual check loads, in this order. All that those of a stage import, and none before it, is
 * one file, as Node takes half a millisecond for each file that it loads.
 */
const stages = [
  ['src/cli/main.ts', 'src/cli/commands/check.ts'],
  ['src/cli/check/run-check.ts'],
  ['src/io/postgres/read.ts'],
  ['src/cli/check/tell-look.ts'],
]

/** Bundles the command line for Node, with the packages that it uses, into a folder. */
export async function bundleCli(folder: string): Promise<void> {
  const stageOf = new Map<string, string>()
  const bundle = await rolldown({
    input: 'src/cli/index.ts',
    platform: 'node',
    external,
    transform: { define: { driftwatchIsInstalled: 'true' }, target: 'node22' },
    plugins: [
      builtInModules(),
      {
        name: 'stages',
        buildEnd() {
          const visit = (id: string, stage: string) => {
            if (stageOf.has(id)) return
            stageOf.set(id, stage)
            for (const next of this.getModuleInfo(id)?.importedIds ?? []) visit(next, stage)
          }
          for (const files of stages) {
            for (const file of files) visit(resolve(file), nameOf(files))
          }
          // What others import must not wait for the command line to end, as main.ts does.
          for (const file of stages.flat()) stageOf.delete(resolve(file))
        },
      },
    ],
    // Else all parts of Node's modules are read.
    treeshake: { propertyReadSideEffects: false },
    onLog: failOnUnresolved,
  })
  await bundle.write({
    dir: folder,
    format: 'esm',
    minify: { compress: true, mangle: false, codegen: false },
    codeSplitting: { groups: [{ debugName: 'stages', name: (id) => stageOf.get(id) ?? null }] },
  })
  await bundle.close()
}

/** Such as `for-run-check`, by the first file. */
function nameOf([file = '']: readonly string[]): string {
  return file.replace(/^.*\/(.*)\.ts$/, 'for-$1')
}
