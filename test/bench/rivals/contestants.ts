import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'

/** A program that says whether a database is what it should be. */
export interface Contestant {
  readonly name: string
  /** Node's arguments. */
  readonly args: (database: string) => readonly string[]
  readonly env?: (database: string) => Readonly<Record<string, string>>
  /** What it writes of a database that is as it should be. */
  readonly inSync: RegExp
  /** What it writes of one where `table_7` has lost its column `price`. */
  readonly drifted: RegExp
}

/** What the declared schema is known by. */
export interface Declared {
  readonly tables: number
  /** A database that has it. */
  readonly url: string
  /** The file of the published manifest. */
  readonly manifest: string
  /** A file that `pgdelta snapshot` made of that database. */
  readonly snapshot: string
}

export function driftwatch(name: string, program: string, { manifest }: Declared): Contestant {
  return {
    name,
    args: () => [program, 'check', '--manifest', manifest],
    env: (database) => ({ DATABASE_URL: database }),
    inSync: /^app is in sync\n/,
    drifted: /column public\.table_7\.price/,
  }
}

/** One database held against what was written down of another, as a check does it. */
export function pgDeltaDrift({ snapshot }: Declared): Contestant {
  return {
    name: '@supabase/pg-delta drift',
    args: (database) => [pgDelta, 'drift', '--env', database, '--snapshot', snapshot],
    inSync: /^No drift detected\.$/m,
    drifted: /^Drift detected: 1 delta.*\n\s*- column:public\.table_7\.price$/m,
  }
}

/** Two databases, both read. */
export function pgDeltaDiff({ url }: Declared): Contestant {
  return {
    name: '@supabase/pg-delta diff',
    args: (database) => [pgDelta, 'diff', '--source', database, '--desired', url],
    inSync: /^No differences found\.$/m,
    drifted: /^ADD\n\s*column \(1\)\n\s*column:public\.table_7\.price\n\s*Total: 1 delta/m,
  }
}

/** Two databases, both read. */
export function migra({ url }: Declared): Contestant {
  return {
    name: '@pgkit/migra',
    args: (database) => [binaryOf('@pgkit/migra'), 'run', database, url, '--unsafe'],
    inSync: /^\s*$/,
    drifted: /^\s*alter table "public"\."table_7" add column "price" numeric\(10,2\);\s*$/,
  }
}

export function pushSchema({ tables }: Declared): Contestant {
  const program = join(import.meta.dirname, 'push-schema.ts')
  return {
    name: 'pushSchema of drizzle-kit',
    args: (database) => [program, database, String(tables)],
    inSync: /^\[\]$/m,
    drifted: /^\["ALTER TABLE \\"table_7\\" ADD COLUMN \\"price\\" numeric\(10, 2\);"\]$/m,
  }
}

const Package = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) })

/** A JavaScript file, for Node; this folder is a workspace, which has the rivals. */
function binaryOf(name: string): string {
  const file = findPackageJSON(name, import.meta.url)
  if (file === undefined) throw new Error(`${name} is not installed`)
  const { bin } = Package.parse(JSON.parse(readFileSync(file, 'utf8')))
  const [path = ''] = typeof bin === 'string' ? [bin] : Object.values(bin)
  return join(dirname(file), path)
}

export const pgDelta = binaryOf('@supabase/pg-delta')
