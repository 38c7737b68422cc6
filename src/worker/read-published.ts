import type { KVNamespace } from '@cloudflare/workers-types'
import type * as z from 'zod/mini'
import { History, type Run, Summary, TargetReport } from '../core/target-report.ts'
import { historyKey, reportKey, summaryKey } from './env.ts'
import { patience } from './patience.ts'
import { decode } from './stored.ts'
import { within } from './within.ts'

/** What stands in KV of a target: `null` where nothing does, `undefined` where KV or the value is bad. */
export type FromKv<T> = T | null | undefined

/** How many keys KV gives at once (https://developers.cloudflare.com/kv/api/read-key-value-pairs/). */
const mostKeys = 100

/** The published reports by target. What KV fails to give is bad, and the rest stays as it is. */
export async function readReports(
  kv: KVNamespace,
  targets: readonly string[],
): Promise<ReadonlyMap<string, FromKv<TargetReport>>> {
  const starts = Array.from(
    { length: Math.ceil(targets.length / mostKeys) },
    (_, n) => n * mostKeys,
  )
  const parts = await Promise.all(
    starts.map((start) => readPart(kv, targets.slice(start, start + mostKeys))),
  )
  return new Map(parts.flat())
}

async function readPart(
  kv: KVNamespace,
  targets: readonly string[],
): Promise<readonly (readonly [target: string, report: FromKv<TargetReport>])[]> {
  const texts = await within(patience.kvMs, kv.get(targets.map(reportKey))).catch(() => undefined)
  return targets.map((target) => {
    const text = texts?.get(reportKey(target))
    return [target, text === null ? null : decode(TargetReport, text)]
  })
}

/** The published report of one target. */
export async function readReportOf(kv: KVNamespace, target: string): Promise<FromKv<TargetReport>> {
  return (await readReports(kv, [target])).get(target)
}

/** The published history of one target. */
export function readHistoryOf(kv: KVNamespace, target: string): Promise<FromKv<readonly Run[]>> {
  return readOne(kv, historyKey(target), History)
}

/** What the last run of the cron came to. */
export function readSummary(kv: KVNamespace): Promise<FromKv<Summary>> {
  return readOne(kv, summaryKey, Summary)
}

async function readOne<T>(
  kv: KVNamespace,
  key: string,
  type: z.core.$ZodType<T>,
): Promise<FromKv<T>> {
  const text = await within(patience.kvMs, kv.get(key)).catch(() => undefined)
  return text === null ? null : decode(type, text)
}
