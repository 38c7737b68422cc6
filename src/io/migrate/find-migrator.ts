import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import type { Manifest } from '../../core/manifest.ts'
import { UserError } from '../errors.ts'
import type { Driver, Migrator } from './migrator.ts'

/** In the order in which the first one that is installed is taken; neon-http only where it is named. */
const packages = [
  { driver: 'pg', name: 'pg', entry: 'node-postgres' },
  { driver: 'postgres', name: 'postgres', entry: 'postgres-js' },
  { driver: 'neon-serverless', name: '@neondatabase/serverless', entry: 'neon-serverless' },
  { driver: 'neon-http', name: '@neondatabase/serverless', entry: 'neon-http' },
] as const satisfies readonly { driver: Driver; name: string; entry: string }[]

/**
 * The drizzle-orm and the driver that the project of a migrations folder has installed. Throws a
 * `UserError` with the way out where there is none, or none that can run this folder in a transaction.
 */
export function findMigrator(
  migrations: string,
  layout: Manifest['layout'],
  asked: Driver | undefined,
): Migrator {
  const require = createRequire(join(migrations, 'index.js'))
  const isInstalled = (name: string) => resolve(require, name) !== undefined
  if (!isInstalled('drizzle-orm/migrator')) {
    throw new UserError(
      `drizzle-orm is not installed where ${migrations} is. Run this in the project that migrates, after \`npm ci\`.`,
    )
  }
  const candidates = packages.filter(({ driver }) => (asked ?? driver) === driver)
  const found = candidates.find(({ name }) => isInstalled(name))
  if (found === undefined) {
    const names = [...new Set(candidates.map(({ name }) => name))].join(', ')
    throw new UserError(
      asked === undefined
        ? `None of ${names} is installed where ${migrations} is: install the driver that your application uses.`
        : `--driver ${asked} needs the package ${names}, which is not installed where ${migrations} is. Install it, or name the driver that is.`,
    )
  }
  const { driver, name, entry } = found
  const paths = {
    drizzle: resolve(require, `drizzle-orm/${entry}`),
    migrator: resolve(require, `drizzle-orm/${entry}/migrator`),
    driver: resolve(require, name),
  }
  const { drizzle, migrator, driver: client } = paths
  if (drizzle === undefined || migrator === undefined || client === undefined) {
    throw new UserError(
      `The drizzle-orm that is installed has no migrator for ${driver}. Install 0.45 or 1.0, or name another --driver.`,
    )
  }
  const versions = {
    drizzle: versionOf(migrator, 'drizzle-orm'),
    driver: versionOf(client, name),
  }
  refuseWhatCannotRun(driver, versions.drizzle, layout)
  return { driver, paths: { drizzle, migrator, driver: client }, versions }
}

function refuseWhatCannotRun(driver: Driver, version: string, layout: Manifest['layout']): void {
  const isOld = isOfDrizzle0(version)
  if (isOld && layout === 'folders') {
    throw new UserError(
      `The folder is of drizzle-kit 1.0, and drizzle-orm ${version} is installed, which cannot read it. Install drizzle-orm 1.0.`,
    )
  }
  if (!isOld && layout === 'journal') {
    throw new UserError(
      `The folder is of drizzle-kit 0.x, and drizzle-orm ${version} is installed, which refuses it. Run \`drizzle-kit up\`, or install drizzle-orm 0.45.`,
    )
  }
  if (driver === 'neon-http' && isOld) {
    throw new UserError(
      `--driver neon-http is not run with drizzle-orm ${version}: there it is not transactional. Each statement is committed by itself, and the rows of the ledger are written after the last one, so what fails halfway stays halfway and is recorded nowhere. Use --driver neon-serverless (the same package, over a WebSocket) or pg.`,
    )
  }
}

/** Whether a version is one with a journal, and a connection given as the first argument. */
export function isOfDrizzle0(version: string): boolean {
  return version.startsWith('0.')
}

function resolve(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name)
  } catch {
    return undefined
  }
}

const Package = z.object({ name: z.optional(z.string()), version: z.optional(z.string()) })

/** Packages need not export their package.json, so it is looked for above the module. */
function versionOf(module: string, name: string): string {
  for (let folder = dirname(module); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'package.json'), 'utf8')
      const parsed = Package.parse(JSON.parse(text))
      if (parsed.name === name && parsed.version !== undefined) return parsed.version
    } catch {
      continue
    }
  }
  return 'of an unknown version'
}
