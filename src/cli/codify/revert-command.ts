import { whatToTakeToo } from '../../core/codify/mentioned.ts'
import { isPrintable } from '../../core/codify/printable-sql.ts'
import { withoutRights } from '../../io/codify/read-facts.ts'
import { UserError } from '../../io/errors.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import { outputFor } from '../output.ts'
import { exitCodes } from '../exit-code.ts'
import { progressOn } from '../progress.ts'
import { harmless, plainText } from '../../report/rich-text.ts'
import { refuseObstacles, say } from './codify-command.ts'
import { type Ground, readGround } from './ground.ts'
import { type Options, readRequest } from './read-request.ts'
import { liveRightsOf } from './request.ts'
import { type Reverted, revert } from './revert.ts'
import { chosenBy } from './run-codify.ts'

export interface RevertOptions extends Options {
  readonly out?: string
}

/** Prints the SQL that takes the live schema back to the declared one. Runs none of it there. */
export async function runRevert(options: RevertOptions): Promise<void> {
  const progress = progressOn(process.stderr)
  const request = await readRequest(options, (text) => progress.show(text))
  try {
    const ground = await readGround(request)
    refuseObstacles(ground, request.now)
    if (ground.drift.length === 0) {
      progress.end()
      return say([
        '-- What is compared of the database is as the migrations make it: there is nothing to revert.',
        ...leftOutComment(ground),
      ])
    }
    const chosen = chosenBy(ground, request.only)
    progress.show('Planning…')
    const rights = await liveRightsOf(request)
    const made = await revert(ground, chosen, withoutRights(rights.facts), rights)
    progress.end()
    if (made.failed.length > 0) {
      const left = ground.drift.filter((finding) => !chosen.includes(finding))
      const takeToo = whatToTakeToo(made.failed.join('\n'), left)
      say([
        '-- This could not be proven, so no statement is shown. On the live schema made again:',
        ...made.failed.flatMap(comment),
        ...(takeToo === undefined ? [] : comment(takeToo)),
      ])
      process.exitCode = exitCodes.couldNotTell
      return
    }
    await hand(made, ground, options)
  } finally {
    progress.end()
  }
}

async function hand(made: Reverted, ground: Ground, { out, color }: RevertOptions): Promise<void> {
  if (out !== undefined) {
    await writeAtomically(out, `${scriptOf(made, ground, same, same).join('\n')}\n`)
    return say([`Wrote ${harmless(out)}. Review it, and run it with psql -f.`])
  }
  if (![...made.steps.map(({ sql }) => sql), ...made.givenBack].every(isPrintable)) {
    throw new UserError(
      'The statements hold characters that a terminal or a CI system could take for commands, and they must not be changed. Have them written to a file: --out undo.sql',
    )
  }
  // What goes into a file or to psql is SQL alone, whatever a CI system sets for colours.
  const { palette } = outputFor(process.stdout, process.env, process.stdout.isTTY ? color : false)
  say(scriptOf(made, ground, palette.critical, palette.command))
}

type Paint = (text: string) => string
const same: Paint = (text) => text

function scriptOf(
  { steps, withRows, givenBack, notGivenBack }: Reverted,
  ground: Ground,
  warn: Paint,
  paint: Paint,
): readonly string[] {
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
    ...leftOutComment(ground),
    'BEGIN;',
    ...steps.flatMap(({ sql, losesData, isRemade }) => [
      ...(losesData ? [warn('-- DESTRUCTIVE: this deletes data.')] : []),
      ...(isRemade ? ['-- It is made anew below: its owner, grants and comments go with it.'] : []),
      ...statement(sql).map(paint),
    ]),
    ...(givenBack.length === 0
      ? []
      : ['-- What the objects that were made anew had of owners, grants and comments:']),
    ...givenBack.flatMap((sql) => statement(sql).map(paint)),
    ...(notGivenBack.length === 0
      ? []
      : ['-- This could not be given back, as it fails after the statements above:']),
    ...notGivenBack.flatMap(comment),
    'COMMIT;',
  ]
}

function statement(sql: string): readonly string[] {
  return `${sql.replace(/;$/, '')};`.split('\n')
}

/** What the run says nothing about. */
function leftOutComment({ leftOut }: Ground): readonly string[] {
  return leftOut.length === 0 ? [] : [`-- ${harmless(plainText(leftOut))}`]
}

function comment(text: string): readonly string[] {
  return text.split('\n').map((line) => `--   ${harmless(line)}`)
}
