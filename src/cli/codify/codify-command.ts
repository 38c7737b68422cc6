import packageJson from '../../../package.json' with { type: 'json' }
import { withRenamedTables } from '../../core/codify/chosen.ts'
import { obstaclesIn } from '../../core/codify/obstacles.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { UserError } from '../../io/errors.ts'
import { writeAll } from '../../io/files/write-all.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import { readGitFolder } from '../../io/git/read-git-folder.ts'
import { documentInMarkdown } from '../../report/audit/markdown.ts'
import { codeLines, findingLines, proofLines } from '../../report/codify/codify-text.ts'
import {
  codifyProofDocument,
  lossInWords,
  remadeInWords,
} from '../../report/codify/proof-document.ts'
import { harmless, plainText, sentence, words } from '../../report/rich-text.ts'
import { wordFinding } from '../../report/wording.ts'
import { paragraph, type TerminalOptions } from '../../report/terminal.ts'
import { exitCodes } from '../exit-code.ts'
import { outputFor } from '../output.ts'
import { progressOn } from '../progress.ts'
import { askWhich } from './ask-which.ts'
import { type Ground, readGround } from './ground.ts'
import { type Options, readRequest } from './read-request.ts'
import type { Request } from './request.ts'
import { chosenBy, type Codified, codify } from './run-codify.ts'
import { nextSteps, snapshotLines } from './next-steps.ts'
import { whyNot, whyNotWritten } from './why-not.ts'

export interface CodifyOptions extends Options {
  readonly yes?: true
  readonly dryRun?: true
  readonly force?: true
  readonly proof?: string
}

/** Plans, proves and writes the next migration; says what it did. */
export async function runCodify(options: CodifyOptions): Promise<void> {
  const output = outputFor(process.stdout, process.env, options.color)
  const progress = progressOn(process.stderr)
  const request = await readRequest(options, (text) => progress.show(text))
  if (options.dryRun !== true && options.force !== true) await refuseDirty(options.migrations)
  try {
    const ground = await readGround(request)
    progress.end()
    refuseObstacles(ground, request.now)
    if (ground.drift.length === 0) {
      return say([
        paragraph(
          words(
            'There is nothing to codify: what is compared of the database is as the migrations make it.',
          ),
          0,
          output,
        ),
        ...leftOutLines(ground, output),
      ])
    }
    const chosen = await choose(ground, request, options, output)
    if (chosen === undefined) process.exitCode = exitCodes.couldNotTell
    if (chosen === undefined || chosen.length === 0) {
      return say(['Nothing was chosen, so nothing was written.'])
    }
    const made = await codify(request, ground, chosen)
    progress.end()
    await finish(made, ground, options, output)
  } finally {
    progress.end()
  }
}

async function finish(
  made: Codified,
  ground: Ground,
  options: CodifyOptions,
  output: TerminalOptions,
): Promise<void> {
  const { palette } = output
  const notWritten = whyNotWritten(made, options.dryRun === true)
  const isWritten = notWritten === undefined
  const { proof: proofFile } = options
  const keepProof = async (because: string | undefined) => {
    if (proofFile === undefined) return
    const document = codifyProofDocument({
      ...made,
      leftOut: ground.leftOut,
      notWritten: because,
      disagreements: made.snapshot?.status === 'refused' ? made.snapshot.differences : [],
      madeAt: new Date().toISOString(),
      versions: {
        embedded: ground.declared.serverVersion,
        live: ground.live.serverVersion,
        driftwatch: packageJson.version,
      },
    })
    await writeAtomically(proofFile, documentInMarkdown(document))
  }
  // It may not say that a migration is there before it is, nor be impossible to write afterwards.
  await keepProof(notWritten ?? 'its files could not be written')
  if (isWritten) {
    await writeAll(made.files)
    await keepProof(undefined)
  }
  say([
    palette.strong(
      `${made.tag}: ${made.chosen.length} of ${made.chosen.length + made.left.length} findings`,
    ),
    ...findingLines(made.chosen, output),
    '',
    ...codeLines(made.sql, output),
    '',
    ...(made.losesDataOf.length === 0
      ? []
      : [paragraph(lossInWords(made.losesDataOf), 0, output, palette.critical), '']),
    ...(made.remade.length === 0
      ? []
      : [paragraph(remadeInWords(made.remade), 0, output, palette.warning), '']),
    ...proofLines(made.proofs, output),
    ...leftOutLines(ground, output),
    ...snapshotLines(made, output),
    '',
    ...(isWritten
      ? [
          ...made.files.map(({ file }) => `Wrote ${harmless(shortPath(file))}`),
          '',
          ...nextSteps(made, options, output),
        ]
      : whyNot(made).map((line) => paragraph(sentence(line), 0, output))),
  ])
  if (made.files.length === 0) process.exitCode = exitCodes.couldNotTell
}

/** What the run says nothing about. */
function leftOutLines({ leftOut }: Ground, output: TerminalOptions): readonly string[] {
  return leftOut.length === 0 ? [] : [paragraph(leftOut, 0, output)]
}

function shortPath(file: string): string {
  const here = `${process.cwd()}/`
  return file.startsWith(here) ? file.slice(here.length) : file
}

async function choose(
  ground: Ground,
  request: Request,
  { yes, dryRun }: CodifyOptions,
  output: TerminalOptions,
): Promise<readonly SchemaFinding[] | undefined> {
  const meant = chosenBy(ground, request.only)
  if (yes === true || dryRun === true || request.only.length > 0) return meant
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UserError(
      'Nobody is there to choose: name the objects with --only, or take all that differs with --yes.',
    )
  }
  const chosen = await askWhich(meant, output)
  return chosen && withRenamedTables(chosen, meant)
}

async function refuseDirty(migrations: string): Promise<void> {
  const place = await readGitFolder(migrations)
  const isNew = place !== null && place.git === null && place.warnings.length === 0
  if (place === null || (!isNew && place.git?.dirty !== true)) return
  throw new UserError(
    `${migrations} has changes that are not committed. Commit them first, so that the new migration stands alone, or write it nevertheless with --force.`,
  )
}

export function refuseObstacles({ findings }: Ground, now: number): void {
  const obstacles = obstaclesIn(findings)
  if (obstacles.length === 0) return
  const lines = obstacles
    .slice(0, 10)
    .map((finding) => `\n  * ${plainText(wordFinding(finding, now).title)}`)
  const more = obstacles.length > 10 ? `\n  * and ${obstacles.length - 10} more` : ''
  throw new UserError(
    `The ledger does not say that the database has run just what the folder declares, so nobody can tell what was made by hand. Settle this first (\`driftwatch audit\` says how):${lines.join('')}${more}`,
  )
}

export function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
