import { globSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { loadModule } from './load-module.ts'

/** What the modules of a schema export. */
export interface LoadedSchema {
  /** Each thing once, under a name of its own. */
  readonly exports: Readonly<Record<string, unknown>>
  readonly files: readonly string[]
}

/** Loads files, folders and patterns as drizzle-kit does. Throws what they throw. */
export async function loadSchema(paths: readonly string[]): Promise<LoadedSchema> {
  const files = [...new Set(paths.flatMap(filesOf))]
  if (files.length === 0) throw new Error(`There is no file at ${paths.join(', ')}.`)
  // A module that passes on what another one exports is no second table.
  const things = new Set<unknown>()
  for (const file of files) {
    for (const thing of Object.values(await loadModule(file))) things.add(thing)
  }
  return {
    exports: Object.fromEntries([...things].map((thing, index) => [`export${index}`, thing])),
    files,
  }
}

function filesOf(path: string): readonly string[] {
  const found = /[*?{[]/.test(path) ? globSync(path) : [path]
  return found.flatMap((each) =>
    statSync(each).isDirectory()
      ? readdirSync(each)
          .filter((name) => /\.[cm]?[jt]s$/.test(name))
          .map((name) => join(each, name))
      : [each],
  )
}
