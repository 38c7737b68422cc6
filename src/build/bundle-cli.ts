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
 * What a usual check loads, in this order. All that one of them imports, and none before it, is one
 * file: Node takes half a millisecond for each file that it loads.
 */
const stages = [
  'src/cli/main.ts',
  'src/cli/check/run-check.ts',
  'src/io/postgres/read.ts',
  'src/cli/check/tell-look.ts',
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
          for (const stage of stages) visit(resolve(stage), stage)
          // What others import must not wait for the command line to end, as main.ts does.
          for (const stage of stages) stageOf.delete(resolve(stage))
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
    codeSplitting: { groups: [{ debugName: 'stages', name: (id) => nameOf(stageOf.get(id)) }] },
  })
  await bundle.close()
}

/** Such as `for-run-check`. */
function nameOf(stage: string | undefined): string | null {
  return stage === undefined ? null : stage.replace(/^.*\/(.*)\.ts$/, 'for-$1')
}
