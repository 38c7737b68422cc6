import { driftwatchCommand } from '../../core/command.ts'
import { assertNever } from '../../core/never.ts'
import { sentence, sqlSentence } from '../../report/rich-text.ts'
import { paragraph, type TerminalOptions } from '../../report/terminal.ts'
import { codeLines } from '../../report/codify/codify-text.ts'
import { plural } from '../../report/time-in-words.ts'
import { publishedFolder } from '../published.ts'
import { manifestCommandLine, shellWord } from '../shell-command.ts'
import type { Options } from './read-request.ts'
import type { Codified } from './run-codify.ts'

/** What was done about drizzle-kit's snapshot, for a terminal. */
export function snapshotLines({ snapshot }: Codified, options: TerminalOptions): readonly string[] {
  const { palette } = options
  if (snapshot === undefined) return []
  switch (snapshot.status) {
    case 'of-schema':
      return [
        `${palette.good('✓')} ${palette.strong('The schema agrees')}`,
        '    drizzle-kit sees nothing left to generate after it.',
      ]
    case 'carried':
      return [
        paragraph(
          sentence(
            `The snapshot is the one before, as ${snapshot.because}: the next \`drizzle-kit generate\` knows nothing of this migration. ${snapshot.isWanted ? 'Leave the flag out to have the schema compared.' : 'Name the schema with --schema to have it compared.'}`,
          ),
          0,
          options,
        ),
      ]
    case 'none':
      return ['The folder has no snapshot of drizzle-kit, and gets none.']
    case 'refused':
      return [
        `${palette.critical('✗')} ${palette.strong('The schema does not agree')}`,
        ...snapshot.differences.map((text) => paragraph(sqlSentence(text), 4, options)),
        ...(snapshot.add.length === 0
          ? []
          : [
              '    Add to the schema:',
              ...snapshot.add.flatMap((text) => codeLines(text, options)),
            ]),
      ]
    default:
      return assertNever(snapshot)
  }
}

/** What to do with a migration that was written. */
export function nextSteps(
  { left, buildsIndex }: Codified,
  { migrations, app, ledger, prelude }: Pick<Options, 'migrations' | 'app' | 'ledger' | 'prelude'>,
  options: TerminalOptions,
): readonly string[] {
  const manifest = manifestCommandLine({
    migrations,
    name: app,
    preludes: prelude,
    ...(ledger !== undefined && { ledger }),
  })
  const say = (text: string) => paragraph(sentence(text), 0, options)
  const type = (line: string) => `  ${options.palette.command(line)}`
  return [
    say('Publish the manifest, and commit it with the migration:'),
    type(manifest),
    say(
      'Then run your migrations as ever: on the patched database it changes nothing but the ledger. Afterwards, hold each database against the manifest:',
    ),
    type(driftwatchCommand(`check --manifest ${shellWord(`${publishedFolder}/${app}.json`)}`)),
    ...(buildsIndex
      ? [
          say(
            'Any other database builds the index within the migration, without CONCURRENTLY: a large table takes no writes until it is done. Make it there by hand first where that matters.',
          ),
        ]
      : []),
    ...(left.length === 0
      ? []
      : [
          say(
            `${plural(left.length, 'finding was', 'findings were')} not chosen, and still ${left.length === 1 ? 'differs' : 'differ'}.`,
          ),
        ]),
  ]
}
