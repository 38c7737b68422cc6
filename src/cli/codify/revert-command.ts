import { outputFor } from '../output.ts'
import { exitCodes } from '../exit-code.ts'
import { progressOn } from '../progress.ts'
import { harmless } from '../../report/rich-text.ts'
import { refuseObstacles, say } from './codify-command.ts'
import { readGround } from './ground.ts'
import { type Options, readRequest } from './read-request.ts'
import { liveFactsOf } from './request.ts'
import { type Reverted, revert } from './revert.ts'
import { chosenBy } from './run-codify.ts'

/** Prints the SQL that takes the live schema back to the declared one. Runs none of it there. */
export async function runRevert(options: Options): Promise<void> {
  const { palette } = outputFor(process.stdout, process.env, options.color)
  const progress = progressOn(process.stderr)
  const request = await readRequest(options, (text) => progress.show(text))
  try {
    const ground = await readGround(request)
    refuseObstacles(ground, request.now)
    if (ground.drift.length === 0) {
      progress.end()
      return say(['-- The database is as the migrations make it: there is nothing to revert.'])
    }
    const chosen = chosenBy(ground, request.only)
    progress.show('Planning…')
    const made = await revert(ground, chosen, await liveFactsOf(request))
    progress.end()
    if (made.failed.length > 0) {
      say([
        '-- This could not be proven, so no statement is shown. On the live schema made again:',
        ...made.failed.flatMap(comment),
      ])
      process.exitCode = exitCodes.couldNotTell
      return
    }
    say(scriptOf(made, palette.critical, palette.command))
  } finally {
    progress.end()
  }
}

type Paint = (text: string) => string

function scriptOf({ steps, withRows }: Reverted, warn: Paint, paint: Paint): readonly string[] {
  const losing = steps.filter(({ losesData }) => losesData).length
  return [
    '-- What takes the live schema back to the declared one, in the order in which it can run.',
    '-- Proven on the live schema made again in an embedded PostgreSQL. Nothing was run on the database.',
    ...(losing === 0
      ? []
      : [warn(`-- DESTRUCTIVE: ${losing} of these statements delete data. Take a backup first.`)]),
    ...(withRows.length === 0
      ? []
      : ['-- With rows in the tables it may fail:', ...withRows.flatMap(comment)]),
    'BEGIN;',
    ...steps.flatMap(({ sql, losesData }) => [
      ...(losesData ? [warn('-- DESTRUCTIVE: this deletes data.')] : []),
      ...`${sql.replace(/;$/, '')};`.split('\n').map((line) => paint(harmless(line))),
    ]),
    'COMMIT;',
  ]
}

function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `--   ${harmless(line)}`)
}
