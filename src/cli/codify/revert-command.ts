import { whatToTakeToo } from '../../core/codify/mentioned.ts'
import { driftwatchCommand } from '../../core/command.ts'
import { isPrintable } from '../../core/codify/printable-sql.ts'
import { withoutRights } from '../../io/codify/read-facts.ts'
import { UserError } from '../../io/errors.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import { outputFor } from '../output.ts'
import { exitCodes } from '../exit-code.ts'
import { progressOn } from '../progress.ts'
import { harmless } from '../../report/rich-text.ts'
import { refuseObstacles, say } from './codify-command.ts'
import { type Ground, readGround } from './ground.ts'
import { type Options, readRequest } from './read-request.ts'
import { liveRightsOf } from './request.ts'
import { type Reverted, revert } from './revert.ts'
import { comment, leftOutComment, prose, same, scriptOf } from './revert-script.ts'
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
        ...prose(
          'There is nothing to revert: what is compared of the database is as the migrations make it.',
        ),
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
        ...prose(
          'This could not be proven, so no statement is shown. On the live schema made again:',
        ),
        ...made.failed.flatMap(comment),
        ...(takeToo === undefined
          ? prose(
              `\`${driftwatchCommand('audit --manifest <file>')}\` tells each difference by itself, with its ways out. Put back by hand what this failed at, and run it again.`,
            )
          : comment(takeToo)),
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
