import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { writeAtomically } from '../io/files/write-atomically.ts'

/** Where what V8 compiles is kept. */
export interface CodeCache {
  /** A folder for this version of Node alone; without one, all is compiled anew. */
  readonly folder: string | undefined
  /** What the files are run for, in words: each use calls functions of its own. */
  readonly use: readonly string[]
}

/** A file that has run, and those that it required. */
export interface Scripts {
  readonly exports: object
  /** Keeps what has been compiled until now, for the next run of the same use. */
  readonly keepCode: () => Promise<void>
}

interface Compiled {
  readonly script: Script
  /** The file that its code is kept in. */
  readonly keptIn: string | undefined
}

type Wrapper = (
  exports: object,
  require: (id: string) => unknown,
  module: { readonly exports: object },
) => void

const parameters = 'exports, require, module'

/**
 * Runs a CommonJS file, and what it requires of the files beside it, with the code that V8 compiled
 * for an earlier run. Node's own cache has only what is compiled as a file is loaded, and none of the
 * functions that are compiled when they are first called: those are a seventh of a check's time.
 */
export function runScripts(entry: string, cache: CodeCache): Scripts {
  const ours = { ...cache, folder: isOurs(cache.folder) ? cache.folder : undefined }
  const modules = new Map<string, { exports: object }>()
  const compiled: Compiled[] = []
  const fromPackages = createRequire(entry)

  const load = (file: string): object => {
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const loaded = { exports: {} }
    modules.set(file, loaded)
    const require = (id: string): unknown =>
      id.startsWith('.') ? load(join(dirname(file), id)) : fromPackages(id)
    const made = compile(file, ours)
    compiled.push(made)
    const run: Wrapper = made.script.runInThisContext()
    run(loaded.exports, require, loaded)
    return loaded.exports
  }

  return {
    exports: load(entry),
    async keepCode() {
      await Promise.all(compiled.filter(isNew).map(keep))
    },
  }
}

/** Only its owner may write there: what is kept is run. */
function isOurs(folder: string | undefined): boolean {
  if (folder === undefined) return false
  // Windows has neither, and a folder of temporary files for each user.
  const owner = process.getuid?.()
  if (owner === undefined) return true
  try {
    const { uid, mode } = statSync(folder)
    return uid === owner && (mode & 0o022) === 0
  } catch {
    return false
  }
}

function compile(filename: string, { folder, use }: CodeCache): Compiled {
  // V8 itself compares nothing but the length of a source.
  const { size, mtimeMs } = statSync(filename)
  const name = ['driftwatch', ...use, basename(filename), size, Math.trunc(mtimeMs)].join('_')
  const keptIn = folder && join(folder, name)
  const code = `(function (${parameters}) {${readFileSync(filename, 'utf8')}\n})`
  const script = new Script(code, { filename, cachedData: readIfThere(keptIn) })
  return { script, keptIn }
}

/** Also of another version of V8, or with other flags. */
function isNew({ script: { cachedDataRejected } }: Compiled): boolean {
  return cachedDataRejected !== false
}

function readIfThere(file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Where it cannot be written, the next run compiles again, and that is all. */
async function keep({ script, keptIn }: Compiled): Promise<void> {
  if (keptIn === undefined) return
  await writeAtomically(keptIn, script.createCachedData(), 0o600).catch(() => undefined)
}
