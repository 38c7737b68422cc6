import { createRequire } from 'node:module'
import type { SchemaQuestion } from './answer.ts'
import { isRecord } from './load-module.ts'

/** The statements that drizzle-kit would generate for a schema, after the given snapshots. */
export type Kit = (
  exports: Readonly<Record<string, unknown>>,
  snapshots: Readonly<Record<string, unknown>>,
  casing: string | undefined,
) => Promise<string[]>

/**
 * The drizzle-kit that one of these places has installed. Throws an error with the way out where
 * there is none, or one of another kind than the folder's.
 */
export function loadKit(places: readonly string[], layout: SchemaQuestion['layout']): Kit {
  const old = load(places, 'drizzle-kit/api')
  const next = load(places, 'drizzle-kit/api-postgres')
  if (layout === 'journal' && old !== undefined) return kitOf0(old)
  if (layout === 'folders' && next !== undefined) return kitOf1(next)
  if (old === undefined && next === undefined) {
    throw new Error(
      'drizzle-kit is not installed there, or is a version that Driftwatch does not know. Install 0.31 or 1.0 beside the schema.',
    )
  }
  const [folder, kit] = layout === 'journal' ? ['0.x', '1.0'] : ['1.0', '0.x']
  throw new Error(
    `The folder is of drizzle-kit ${folder}, and ${kit} is installed. Run \`drizzle-kit up\`, or install the version that made the folder.`,
  )
}

type Api = Readonly<Record<string, unknown>>

function load(places: readonly string[], name: string): Api | undefined {
  for (const place of places) {
    const require = createRequire(place)
    try {
      require.resolve(name)
    } catch {
      continue
    }
    const api: unknown = require(name)
    if (isRecord(api)) return api
  }
  return undefined
}

/** 0.31 compares with one snapshot, and the API takes no hints. */
function kitOf0(api: Api): Kit {
  return async (exports, snapshots, casing) => {
    const [last] = Object.values(snapshots)
    const before = last ?? (await call(api, 'generateDrizzleJson', {}))
    const isOld = isRecord(before) && before['version'] !== '7'
    const previous = isOld ? await call(api, 'upPgSnapshot', before) : before
    const current = await call(api, 'generateDrizzleJson', exports, undefined, undefined, casing)
    return statements(await call(api, 'generateMigration', previous, current))
  }
}

/** From rc.5 on a snapshot says what differs from the one before, and `reconstruct` adds them up. */
function kitOf1(api: Api): Kit {
  return async (exports, snapshots) => {
    const last = Object.values(snapshots).at(-1)
    const before =
      last === undefined
        ? await call(api, 'generateDrizzleJson', {})
        : 'reconstruct' in api
          ? await call(api, 'reconstruct', snapshots)
          : last
    const current = await call(api, 'generateDrizzleJson', exports)
    return statements(await call(api, 'generateMigration', before, current))
  }
}

async function call(api: Api, name: string, ...args: readonly unknown[]): Promise<unknown> {
  const method = api[name]
  if (typeof method !== 'function') {
    throw new Error(`This version of drizzle-kit has no ${name}, which 0.31 and 1.0 have.`)
  }
  const result: unknown = await Reflect.apply(method, api, args)
  return result
}

function statements(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  throw new Error('This version of drizzle-kit gives no list of statements, as 0.31 and 1.0 do.')
}
