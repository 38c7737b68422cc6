import { dirname, resolve } from 'node:path'
import * as z from 'zod/mini'
import type { SchemaAnswer, SchemaQuestion } from './answer.ts'
import { isRecord, loadModule } from './load-module.ts'

/** What is read of a drizzle.config: nothing else changes what drizzle-kit generates. */
const Config = z.object({
  dialect: z.optional(z.string()),
  schema: z.optional(z.union([z.string(), z.array(z.string())])),
  out: z.optional(z.string()),
  casing: z.optional(z.enum(['camelCase', 'snake_case'])),
})

export interface LoadedConfig {
  /** Files, folders and patterns; absolute. */
  readonly schema: readonly string[]
  readonly casing: 'camelCase' | 'snake_case' | undefined
}

/** The configuration of drizzle-kit, or why it says nothing of this folder. Throws what it throws. */
export async function loadConfig({
  config,
  schema,
  migrations,
}: SchemaQuestion): Promise<LoadedConfig | SchemaAnswer> {
  const given = schema === undefined ? [] : [schema]
  if (config === undefined) return { schema: given, casing: undefined }
  const module = await loadModule(config)
  const exported = 'default' in module ? module['default'] : module
  const parsed = Config.safeParse(isRecord(exported) ? exported : {})
  if (!parsed.success) {
    return {
      status: 'failed',
      at: 'config',
      words: `${config} is no configuration of drizzle-kit.`,
    }
  }
  const { dialect, out, casing } = parsed.data
  const folder = dirname(config)
  const isOurs = out === undefined || resolve(folder, out) === migrations
  if (given.length > 0) return { schema: given, casing: isOurs ? casing : undefined }
  if (!isOurs) {
    return { status: 'not-ours', because: `${config} is for the folder ${out}` }
  }
  if (dialect !== undefined && dialect !== 'postgresql') {
    return { status: 'not-ours', because: `${config} is for the dialect ${dialect}` }
  }
  if (parsed.data.schema === undefined) {
    return { status: 'not-ours', because: `${config} names no schema` }
  }
  return { schema: [parsed.data.schema].flat().map((path) => resolve(folder, path)), casing }
}
