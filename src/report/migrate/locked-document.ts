import type { Holder } from '../../core/migrate/holder.ts'
import { type Document, text } from '../audit/document.ts'
import { type RichText, say, words } from '../rich-text.ts'

export const nothingRun = say`Nothing was run, and nothing in the database was changed.`

/** Somebody else migrates, or what they started is still at it. */
export function lockedDocument(holders: readonly Holder[], by: 'run' | 'rest'): Document {
  const [first] = holders
  const who =
    first === undefined
      ? [text(say`Who has it is gone by now, or may not be seen by this role.`)]
      : holders.map((holder) => text(holderInWords(holder)))
  return by === 'run'
    ? {
        headline: words('NOT RUN: somebody else is migrating this database'),
        tone: 'warning',
        blocks: [
          ...who,
          text(nothingRun),
          text(
            say`Wait until they are done, and run this again. It looks anew at what is pending.`,
            'Next',
          ),
        ],
        sections: [],
      }
    : {
        headline: words('NOT RUN: the migrator of an earlier run has not ended'),
        tone: 'warning',
        blocks: [
          ...who,
          text(say`Its Driftwatch is gone, so it cannot commit any more; but it may hold locks.`),
          text(nothingRun),
          text(say`Wait for it, or end it, and run this again:`, 'Next'),
          {
            kind: 'code',
            language: 'sql',
            lines: holders
              .filter(({ pid }) => /^\d+$/.test(pid))
              .map(({ pid }) => `SELECT pg_terminate_backend(${pid});`),
          },
        ],
        sections: [],
      }
}

/** Who it is, as far as this role may see. */
export function holderInWords({ pid, applicationName, user, since }: Holder): RichText {
  const name =
    applicationName === undefined ? words('an application without a name') : say`${applicationName}`
  const role = user === undefined ? [] : say`, as ${user}`
  const time = since === undefined ? [] : words(`, connected since ${since}`)
  return say`It is the session with the pid ${pid}, of ${name}${role}${time}.`
}
