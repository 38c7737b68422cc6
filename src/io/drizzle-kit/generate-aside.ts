import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

export interface AsideRequest {
  /** The files of the schema; absolute. */
  readonly files: readonly string[]
  readonly casing: string | undefined
  /** The folder of the migrations so far; absolute. */
  readonly migrations: string
}

/** Both versions read this one; 1.0 does not read JSON. */
const configFile = 'drizzle.config.ts'

/** drizzle-kit takes some seconds, on a slow machine some more. */
const timeoutMs = 60_000

/**
 * The snapshot that the project's own drizzle-kit writes for the schema, after the migrations so
 * far: it runs in a copy of their folder. Nothing where it writes none, as it has a question.
 */
export async function generateAside(request: AsideRequest): Promise<string | undefined> {
  const { files, casing, migrations } = request
  const kit = kitBeside([...files, migrations])
  if (kit === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'driftwatch-kit-'))
  try {
    const out = join(folder, 'out')
    await cp(migrations, out, { recursive: true })
    const before = new Set(await snapshotsIn(out))
    const config = { dialect: 'postgresql', schema: files, out: './out', casing }
    await writeFile(join(folder, configFile), `export default ${JSON.stringify(config)}\n`)
    const args = [kit, 'generate', `--config=${configFile}`, '--name=codified']
    // Its exit code says little, and what it wrote says all.
    await promisify(execFile)(process.execPath, args, { cwd: folder, timeout: timeoutMs }).catch(
      () => undefined,
    )
    const [made] = (await snapshotsIn(out)).filter((path) => !before.has(path))
    return made === undefined ? undefined : await readFile(join(out, made), 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The program of the drizzle-kit that is installed beside one of these files. */
function kitBeside(places: readonly string[]): string | undefined {
  for (const place of places) {
    const require = createRequire(place)
    for (const api of ['drizzle-kit/api', 'drizzle-kit/api-postgres']) {
      try {
        return join(dirname(require.resolve(api)), 'bin.cjs')
      } catch {
        continue
      }
    }
  }
  return undefined
}

async function snapshotsIn(folder: string): Promise<readonly string[]> {
  const paths = await readdir(folder, { recursive: true })
  return paths.filter((path) => /(^|_|[/\\])snapshot\.json$/.test(path)).toSorted()
}
