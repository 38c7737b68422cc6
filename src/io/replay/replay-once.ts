import type { LedgerTable } from '../../core/ledger.ts'
import type { Script } from '../script.ts'
import { catalogReader, freshSession } from './catalog-reader.ts'
import type { ReplayDatabase } from './replay-database.ts'
import { type ReplayFault, replayFault } from './replay-error.ts'
import { runScript } from './run-script.ts'
import { runTogether } from './run-together.ts'

/** What came of a replay: the catalog in the end, or the script that failed. */
export type ReplayOutcome =
  | { readonly done: true; readonly lines: readonly string[] }
  | { readonly done: false; readonly script: Script; readonly fault: ReplayFault }

/**
 * Replays scripts in an empty database, each by itself and from `alone` on all together, as Drizzle
 * runs what is pending; and reads what they made once, in the end.
 */
export async function replayOnce(
  database: ReplayDatabase,
  scripts: readonly Script[],
  ledger: LedgerTable,
  onScript: (script: Script, index: number) => void = () => undefined,
  alone = scripts.length,
): Promise<ReplayOutcome> {
  const readCatalog = catalogReader(database, ledger)
  for (const [index, script] of scripts.slice(0, alone).entries()) {
    onScript(script, index)
    const failed = await runScript(database, script)
    if (failed !== undefined) return { done: false, script, fault: replayFault(script, failed) }
    await database.run(freshSession)
  }
  if (alone < scripts.length) {
    const late = await runTogether(database, scripts.slice(alone), {
      before: (script, index) => onScript(script, alone + index),
    })
    if (late !== undefined) {
      return { done: false, script: late.script, fault: replayFault(late.script, late.failed) }
    }
    await database.run(freshSession)
  }
  return { done: true, lines: await readCatalog() }
}
