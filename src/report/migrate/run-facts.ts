import type { Run, RunFacts } from '../../core/migrate/run.ts'
import { type Block, factTable } from '../audit/document.ts'
import { join, type RichText, say, words } from '../rich-text.ts'
import { wordEndsTransaction } from './word-as-before.ts'

/** Who, when, what and with which versions. */
export function runTable(run: Run): Block {
  const { facts, endedAt } = run
  const { versions, manifest } = facts
  return factTable('The run', [
    ...commonFacts(facts),
    ['Started', words(utc(facts.startedAt))],
    ['Ended', words(`${utc(endedAt)}, after ${seconds(endedAt - facts.startedAt)}`)],
    ['Migrator', migratorOf(run)],
    ['drizzle-orm', words(versions.drizzle)],
    ['Driver', words(versions.driver)],
    ['PostgreSQL', words(versions.postgres)],
    ['Node', words(versions.node)],
    ['Driftwatch', words(versions.driftwatch)],
    ['Commit', commitOf(manifest.git)],
    ['Manifest digest', say`${manifest.digest}`],
  ])
}

function migratorOf({ ended, state, endsTransaction }: Run): RichText {
  const by = words(`${seconds(ended.ms)}, by the project's own drizzle-orm`)
  if (endsTransaction.length > 0) return say`${by}; ${wordEndsTransaction(endsTransaction)}`
  return state.status === 'half-done' ? by : say`${by}, in one transaction`
}

/** What is known before a run as well. */
export function commonFacts({
  actor,
  database,
  ledger,
  manifest,
  rehearsed,
  pending,
}: RunFacts): [string, RichText][] {
  return [
    ['By', say`${actor}`],
    ['Database', say`${database}`],
    ['Ledger', say`${`${ledger.schema}.${ledger.table}`}`],
    ['Migrations', say`${manifest.source}`],
    [
      'Pending',
      join(
        pending.map(({ tag }) => say`${tag}`),
        ', ',
      ),
    ],
    [
      'Rehearsal',
      rehearsed === undefined
        ? words('none (--rehearse none)')
        : words(`in ${seconds(rehearsed.ms)}, on ${rehearsed.where}`),
    ],
  ]
}

function commitOf(git: RunFacts['manifest']['git']): RichText {
  if (git === null) return words('not known: the folder is in no commit')
  return say`${git.commit}${words(git.dirty ? ', with uncommitted changes in the folder' : '')}`
}

/** Such as `2026-11-23 00:31:02 UTC`. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** Such as `1.2 s`. */
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 100 ? 3 : 1)} s`
}
