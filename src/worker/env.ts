import type { DurableObjectNamespace, KVNamespace, RateLimit } from '@cloudflare/workers-types'
import type { TargetObject } from './target-object.ts'

/** What wrangler.toml binds; settings and secrets stand beside it and are parsed by `settings.ts`. */
export interface Env extends Readonly<Record<string, unknown>> {
  readonly STATUS: KVNamespace
  readonly TARGET: DurableObjectNamespace<TargetObject>
  /** How often `/api` may be asked; a configuration of one's own may be without. */
  readonly API_LIMIT?: RateLimit
}

/** The keys of what is published in KV. */
export const reportKey = (target: string) => `report:${target}`
export const historyKey = (target: string) => `history:${target}`
export const summaryKey = 'summary'
