import { join, resolve } from 'node:path'
import { type OutputOptions, rolldown } from 'rolldown'
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

/** What a check loads after its command, in this order. */
const laterStages = [
  ['src/cli/check/run-check.ts'],
  ['src/io/postgres/read.ts'],
  ['src/cli/check/tell-look.ts'],
]

/**
 * Bundles the command line for Node, with the packages that it uses, into a folder: all of it, and
 * `check` once more as scripts, of which V8's code can be kept.
 */
export async function bundleCli(folder: string): Promise<void> {
  await bundleFiles({ index: 'src/cli/installed.ts' }, { dir: folder, format: 'esm' }, [
    ['src/cli/installed.ts'],
    ['src/cli/main.ts', 'src/cli/commands/check.ts'],
    ...laterStages,
  ])
  await bundleFiles(
    { alone: 'src/cli/check/alone.ts' },
    {
      dir: join(folder, 'check'),
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',
    },
    [['src/cli/check/alone.ts'], ...laterStages],
  )
}

/**
 * All that the files of a stage import, and those of none before it, is one file, as Node takes half
 * a millisecond for each file that it loads.
 */
async function bundleFiles(
  input: Readonly<Record<string, string>>,
  output: OutputOptions,
  stages: readonly (readonly string[])[],
): Promise<void> {
  const stageOf = new Map<string, string>()
  const bundle = await rolldown({
    input,
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
    ...output,
    minify: { compress: true, mangle: false, codegen: false },
    codeSplitting: { groups: [{ debugName: 'stages', name: (id) => stageOf.get(id) ?? null }] },
  })
  await bundle.close()
}

/** Such as `for-run-check`, by the first file. */
function nameOf([file = '']: readonly string[]): string {
  return file.replace(/^.*\/(.*)\.ts$/, 'for-$1')
}
