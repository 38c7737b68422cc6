import type { Extensions, PGlite, PGliteOptions } from '@electric-sql/pglite'
import envPaths from 'env-paths'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { gunzip, gzip } from 'node:zlib'
import * as z from 'zod/mini'
import { writeAtomically } from '../files/write-atomically.ts'

/** Where the user's machine keeps what can be made again: `~/.cache/driftwatch` on Linux. */
const cacheFolder = () => envPaths('driftwatch', { suffix: '' }).cache

/**
 * Starts a PGlite on a cluster that nobody has used. To make one takes as long as some 50
 * migrations, and twice the memory, so the first is kept in `folder` for those that follow. A
 * folder that cannot be written, or a file in it that cannot be read, costs time and nothing else.
 */
export async function createPglite(
  extensions: Extensions,
  folder = cacheFolder(),
): Promise<PGlite> {
  // V8 would optimise many of PGlite's functions at a time, which takes more memory and, on two
  // cores, more time than one after the other. Were the flag to go, V8 would only say so.
  setFlagsFromString('--wasm-num-compilation-tasks=1')
  const file = join(folder, `pglite-${await version()}.tar.gz`)
  try {
    const cluster = await (takeAhead(file) ?? unpack(file))
    return await startOn(bytesOf(cluster), extensions)
  } catch {
    const database = await start({ extensions })
    await keep(file, await database.dumpDataDir('none')).catch(() => undefined)
    return database
  }
}

/** Starts a PGlite on a cluster as a tar file, into whose bytes it writes. */
export async function startOn(cluster: ArrayBuffer, extensions: Extensions): Promise<PGlite> {
  // PGlite asks it for its bytes, and to copy 40 MB takes a tenth of the start.
  const loadDataDir = Object.assign(new Blob([cluster]), { arrayBuffer: async () => cluster })
  return start({ extensions, loadDataDir })
}

async function start(options: PGliteOptions): Promise<PGlite> {
  // Imported only here: it is 27 MB, and most commands do without it.
  const { PGlite: Database } = await import('@electric-sql/pglite')
  // Of PostgreSQL's usual 128 MB, a replay would touch nearly all, though its files are in memory
  // already.
  const startParams = [...Database.defaultStartParams, '-c', 'shared_buffers=16MB']
  return Database.create({ ...options, startParams })
}

const ahead = new Map<string, Promise<Buffer<ArrayBuffer>>>()

/** Lets another thread unpack the cluster that the next `createPglite` starts on. */
export async function unpackAhead(folder = cacheFolder()): Promise<void> {
  const file = join(folder, `pglite-${await version()}.tar.gz`)
  const unpacked = unpack(file)
  // Where it cannot be read, that is found by whoever needs it.
  unpacked.catch(() => undefined)
  ahead.set(file, unpacked)
}

/** For one alone: it writes into these bytes. */
function takeAhead(file: string): Promise<Buffer<ArrayBuffer>> | undefined {
  const unpacked = ahead.get(file)
  ahead.delete(file)
  return unpacked
}

async function unpack(file: string): Promise<Buffer<ArrayBuffer>> {
  return promisify(gunzip)(await readFile(file))
}

/** As they are in memory, where they have it to themselves. */
function bytesOf({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): ArrayBuffer {
  const isWhole = byteLength === buffer.byteLength
  return isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)
}

/** Of PGlite, as another one may make other clusters. */
async function version(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const text = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

async function keep(file: string, cluster: Blob): Promise<void> {
  // Most of it is zeros, and so it is an eighth of its size, at once.
  const packed = await promisify(gzip)(await cluster.arrayBuffer(), { level: 1 })
  await mkdir(dirname(file), { recursive: true })
  await writeAtomically(file, packed)
}
