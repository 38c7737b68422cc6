import { spawnSync } from 'node:child_process'
import { env } from 'node:process'
import { x } from 'tinyexec'

/** In CI it has to be there: see `.ci/run`. */
export const canDump = env['CI'] !== undefined || spawnSync('pg_dump', ['--version']).status === 0

/** The schema of a database as pg_dump writes it, without what only psql understands. */
export async function dumpOf(url: string): Promise<string> {
  const { stdout } = await x('pg_dump', ['--schema-only', '--no-owner', '--no-acl', url], {
    throwOnError: true,
  })
  return stdout.replaceAll(/^\\(?:un)?restrict .*$/gm, '')
}
