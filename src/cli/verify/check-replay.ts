import { posix } from 'node:path'
import { defaultLedgerTable } from '../../core/ledger.ts'
import { identityOf } from '../../core/schema/catalog-object.ts'
import { stepBetween } from '../../core/schema/declared-schema.ts'
import { OutsideError } from '../../io/errors.ts'
import { onLaterClock } from '../../io/replay/later-clock.ts'
import { replayHistory } from '../../io/replay/replay-history.ts'
import { type ReplayOutcome, replayOnce } from '../../io/replay/replay-once.ts'
import type { Script } from '../../io/script.ts'
import { readPreludes } from '../preludes.ts'
import { progressOn } from '../progress.ts'
import { inReplayDatabase, preludesOf } from '../replay-schema.ts'
import type { Checked, Ground, VerifyRequest } from './request.ts'

const rules = ['replay-failed', 'not-deterministic'] as const

/** How many objects are named that two replays make differently. */
const named = 5

/**
 * Whether the migrations run one after the other in an empty database, those that the base has not
 * in one transaction, and always to one result.
 */
export async function checkReplay(
  { survey }: Ground,
  { preludes: files, replayOn }: VerifyRequest,
  added: ReadonlySet<string>,
): Promise<Checked> {
  const migrations = survey.entries.flatMap(({ file, content }): Script[] =>
    content === undefined ? [] : [{ file: file.file, sql: content.text }],
  )
  const given = await readPreludes(files)
  const ledger = defaultLedgerTable
  const preludes = preludesOf(given, migrations, ledger)
  const scripts = [...preludes, ...migrations]
  const progress = progressOn(process.stderr)
  const once = (round: number, together = 0) =>
    inReplayDatabase(replayOn, scripts, (database) => {
      const show = ({ file }: Script, index: number) =>
        progress.show(file, (round + index / scripts.length) / 2)
      return replayOnce(database, scripts, ledger, show, scripts.length - together)
    })
  const again = <T>(work: () => Promise<T>) =>
    replayOn === undefined ? onLaterClock(work) : work()
  try {
    progress.show('Starting PostgreSQL…')
    const first = await once(0)
    if (!first.done) return failed(first)
    const together = newAtTheEnd(survey.entries, added)
    let second = await again(() => once(1, together))
    if (!second.done && together > 0) {
      const apart = await again(() => once(1))
      if (apart.done) return failed(second)
      second = apart
    }
    const step = second.done
      ? stepBetween(new Set(first.lines), new Set(second.lines))
      : `-${second.fault.said.join(' ')}`
    if (step === '') return { rules, problems: [] }
    // Only now is it worth the time to read the catalog after each of them.
    progress.show('Looking for the migration that runs differently each time…')
    const stepwise = () =>
      inReplayDatabase(replayOn, scripts, (database) =>
        replayHistory(database, { preludes, migrations, ledger }),
      )
    const one = await stepwise()
    const other = second.done ? await again(stepwise) : one
    const index = one.steps.findIndex((each, at) => each !== other.steps[at])
    const at = index === -1 ? migrations.length - 1 : index
    return {
      rules,
      problems: [
        {
          rule: 'not-deterministic',
          objects: objectsIn(step).slice(0, named),
          place: { file: migrations[at]?.file ?? '' },
        },
      ],
    }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return {
      rules: [],
      problems: [],
      notTold: [`The migrations were not replayed: ${error.message}`],
    }
  } finally {
    progress.end()
  }
}

function failed({ script, fault }: Extract<ReplayOutcome, { done: false }>): Checked {
  const lines = [...fault.said, ...fault.shown, fault.wayOut]
  const place = { file: posix.normalize(script.file), line: fault.line }
  return { rules, problems: [{ rule: 'replay-failed', lines, place }] }
}

/**
 * How many migrations the next migrate is to run on a database that has all of the base's. None where
 * the base has none: nobody knows what is deployed then.
 */
function newAtTheEnd(
  entries: readonly { readonly tag: string }[],
  added: ReadonlySet<string>,
): number {
  const lastOld = entries.findLastIndex(({ tag }) => !added.has(tag))
  return lastOld === -1 ? 0 : entries.length - 1 - lastOld
}

/** What the lines of a step are about, as people write it. */
function objectsIn(step: string): readonly string[] {
  const objects = step.split('\n').map((line) => {
    const [type = '', ...path] = identityOf(line.slice(1)).split('\t')
    return [type, path.filter((part) => part !== '').join('.')].join(' ').trim()
  })
  return [...new Set(objects)]
}
