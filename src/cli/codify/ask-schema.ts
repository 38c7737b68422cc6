import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { SchemaAnswer } from '../../io/drizzle-kit/answer.ts'
import { askDrizzleKit } from '../../io/drizzle-kit/ask-drizzle-kit.ts'
import { readGitPlace } from '../../io/git/read-git-folder.ts'
import { schemaChild } from '../commands/schema-child.ts'
import { findConfig } from '../verify/find-config.ts'
import type { Ground } from './ground.ts'
import type { Request } from './request.ts'

/** What the project's own drizzle-kit would generate now; nothing where no schema is known. */
export async function askSchema(
  request: Request,
  ground: Ground,
): Promise<{
  readonly answer: SchemaAnswer | undefined
  /** Whether the schema was named, so that it must not be passed over. */
  readonly isAsked: boolean
  readonly folder: string
}> {
  const folder = await realpath(request.migrations)
  const schema = request.schema === undefined ? undefined : resolve(request.schema)
  const config =
    request.drizzleConfig === undefined
      ? findConfig(folder, (await readGitPlace(folder))?.root)
      : resolve(request.drizzleConfig)
  const isAsked = request.schema !== undefined || request.drizzleConfig !== undefined
  if (schema === undefined && config === undefined) return { answer: undefined, isAsked, folder }
  const question = { schema, config, migrations: folder, layout: ground.folder.layout }
  const answer = await askDrizzleKit(question, {
    file: process.argv[1] ?? '',
    args: [schemaChild],
  })
  return { answer, isAsked, folder }
}
