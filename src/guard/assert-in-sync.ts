import type { LedgerTable } from '../core/ledger.ts'
import { unreadableVerdict } from '../core/verdict-of.ts'
import type { Verdict } from '../core/verdict.ts'
import { UserError } from '../io/errors.ts'
import { breakGlassName, readBreakGlass } from './break-glass.ts'
import { decide, type LogLine, type Mode, usualMode } from './decide.ts'
import { DriftError } from './drift-error.ts'
import { judge } from './judge.ts'
import { readLedger } from './read-ledger.ts'
import type { RunQuery } from './run-query.ts'
import { openAllowances, openManifest } from './sealed.ts'
import { verdictText } from './verdict-text.ts'

export interface GuardOptions {
  /** The file that `driftwatch manifest` wrote, imported as JSON. */
  readonly manifest: unknown
  /** The file `allowances.json`, imported as JSON. */
  readonly allowances?: unknown
  /** How to ask the database; `fromPg`, `fromNeon`, `fromPostgres` and `fromDrizzle` make one. */
  readonly query: RunQuery
  /**
   * `fail-closed` throws on drift, and where it cannot tell; `warn` only logs; `off` does not ask.
   * Without it, `warn` where NODE_ENV is `development` or `test`, and `fail-closed` everywhere else.
   */
  readonly mode?: Mode | undefined
  /**
   * What to make of rows that are newer than all that this version of the application declares.
   * `refuse`, unless given: whoever applied them, it was from no file that is known here. `accept`
   * lets an older version start on a newer ledger, as in a rollback, and in a rolling deploy where
   * an old instance restarts after the migration. It then takes any newer row for such a one.
   */
  readonly newer?: 'refuse' | 'accept' | undefined
  /** For all tries together, in milliseconds; 15,000 unless given. */
  readonly timeoutMs?: number | undefined
  /** Where NODE_ENV and DRIFTWATCH_BREAK_GLASS are; `process.env`, if there is one, unless given. */
  readonly env?: object | undefined
  /** Gets what is to be said where the application starts; the console's unless given. */
  readonly log?: ((level: LogLine['level'], text: string) => void) | undefined
}

/**
 * Resolves where the database's ledger is what the manifest declares, with the verdict, or with
 * `null` where the mode is `off`; where it is not, throws a `DriftError`, or only warns. Asks one
 * statement in one round trip. Looks at the ledger alone and never at the schema.
 */
export async function assertInSync(options: GuardOptions): Promise<Verdict | null> {
  const env = options.env ?? globalThis.process?.env ?? {}
  const mode = modeOf(options.mode ?? usualMode(textIn(env, 'NODE_ENV')))
  if (mode === 'off') return null
  const now = Date.now()
  const { verdict, ledger } = await look(options, now)
  const decision = decide({
    isInSync: verdict.status === 'in-sync',
    text: verdictText(verdict, ledger),
    mode,
    glass: readBreakGlass(textIn(env, breakGlassName), now),
    now,
  })
  if (!decision.start) throw new DriftError(decision.message, verdict)
  const log = options.log ?? ((level, text) => console[level](text))
  for (const { level, text } of decision.log) log(level, text)
  return verdict
}

/** From a variable of the environment, say, any text may come: a wrong one must not let things pass. */
function modeOf(mode: string): Mode {
  return mode === 'warn' || mode === 'off' ? mode : 'fail-closed'
}

interface Look {
  readonly verdict: Verdict
  readonly ledger?: LedgerTable
}

async function look(options: GuardOptions, now: number): Promise<Look> {
  const { query, newer = 'refuse', timeoutMs = 15_000 } = options
  const about = { target: 'app', manifest: null, now }
  try {
    const manifest = await openManifest(options.manifest)
    const allowances = openAllowances(options.allowances)
    const observation = await readLedger(query, manifest.ledger, timeoutMs)
    const verdict = judge({ manifest, observation, allowances, newer, now })
    return { verdict, ledger: manifest.ledger }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { verdict: unreadableVerdict(about, { cause: 'manifest', message: error.message }) }
  }
}

function textIn(env: object, name: string): string | undefined {
  const value: unknown = Reflect.get(env, name)
  return typeof value === 'string' ? value : undefined
}
