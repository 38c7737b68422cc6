import { createInterface } from 'node:readline/promises'
import packageJson from '../../../package.json' with { type: 'json' }
import { driftwatchCommand } from '../../core/command.ts'
import { UserError } from '../../io/errors.ts'
import { safeLines } from '../output.ts'
import { Config, configFile } from '../config.ts'
import type { Draft } from './draft.ts'
import { draftFiles } from './draft-files.ts'
import { needsPackage } from './package-scripts.ts'
import { type Project, readProject } from './read-project.ts'
import { type Outcome, writeDrafts } from './write-drafts.ts'

export interface InitOptions {
  readonly migrations?: string
  readonly schema?: string
  readonly name?: string
  readonly workflow: boolean
  readonly preCommit?: true
  readonly yes?: true
  readonly overwrite?: true
}

/**
 * Writes what the project in the current folder needs, and asks first where somebody is there to
 * ask. Throws a `UserError` where it cannot tell what to write.
 */
export async function init(options: InitOptions): Promise<void> {
  const project = await readProject()
  const drafts = await draftFiles(project, configOf(options, project), {
    workflow: options.workflow,
    preCommit: options.preCommit === true,
  })
  const warnings = [...project.warnings, ...aboutGit(project, options)]
  for (const warning of warnings) process.stderr.write(`warning: ${safeLines(warning)}\n`)
  const ask = asker(options)
  try {
    if (!(await ask.mayWrite(drafts))) {
      process.stdout.write('Nothing was written.\n')
      return
    }
    const outcomes = await writeDrafts(drafts, ask.mayReplace)
    process.stdout.write(safeLines(summary(outcomes, project)))
  } finally {
    ask.end()
  }
}

function configOf(options: InitOptions, project: Project): Config {
  const migrations = options.migrations ?? project.migrations
  if (migrations === undefined) {
    throw new UserError(
      'No folder of migrations was found here. Make the first with `npx drizzle-kit generate`, or name the folder with --migrations.',
    )
  }
  const schema = options.schema ?? project.schema
  const { ledger } = project
  const config = Config.safeParse({
    migrations,
    name: options.name ?? 'app',
    ...(schema !== undefined && { schema }),
    ...(ledger !== undefined && { ledger }),
  })
  if (config.success) return config.data
  throw new UserError(
    `--name ${JSON.stringify(options.name)} cannot be a file's name everywhere. Use 1 to 64 lower-case letters, digits, dots, dashes and underscores, with a letter or digit in front.`,
  )
}

function aboutGit({ isInGit }: Project, { preCommit }: InitOptions): readonly string[] {
  if (isInGit) return []
  const without = preCommit === true ? ', and --pre-commit has nowhere to put its hook' : ''
  return [
    `This folder is in no git repository, so nothing can be compared with a branch${without}.`,
  ]
}

interface Asker {
  readonly mayWrite: (drafts: readonly Draft[]) => Promise<boolean>
  readonly mayReplace: (draft: Draft) => Promise<boolean>
  readonly end: () => void
}

function asker({ yes, overwrite }: InitOptions): Asker {
  const always = (answer: boolean) => () => Promise.resolve(answer)
  if (yes === true) {
    return { mayWrite: always(true), mayReplace: always(overwrite === true), end: () => undefined }
  }
  if (!process.stdin.isTTY) {
    throw new UserError(
      'init asks before it writes, and nobody is there to answer. Say --yes, which keeps every file that holds something else, and with --overwrite replaces it.',
    )
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const isYes = async (question: string, usual: boolean) => {
    const answer = await terminal.question(`${question} [${usual ? 'Y/n' : 'y/N'}] `)
    return answer.trim() === '' ? usual : /^y(es)?$/i.test(answer.trim())
  }
  return {
    mayWrite: (drafts) => {
      process.stdout.write(safeLines(drafts.map(line).join('')))
      return isYes('Write these files?', true)
    },
    mayReplace: ({ file }) =>
      overwrite === true
        ? Promise.resolve(true)
        : isYes(`${file} holds something else. Replace it?`, false),
    end: () => terminal.close(),
  }
}

function line({ file, purpose }: Draft): string {
  return `  ${file}  ${purpose}\n`
}

function summary(outcomes: readonly Outcome[], { manager, packageJson: text }: Project): string {
  const kept = outcomes.filter(({ outcome }) => outcome === 'kept')
  const steps = [
    ...(needsPackage(text, packageJson.name) ? [] : [`${manager.addDev} ${packageJson.name}`]),
    driftwatchCommand('manifest'),
    driftwatchCommand('verify'),
  ]
  return [
    ...outcomes.map(({ draft, outcome }) => `${outcome.padEnd(9)} ${draft.file}\n`),
    ...(kept.length === 0 ? [] : ['Kept files hold something else; --overwrite replaces them.\n']),
    `Next, and then commit what they write:\n${steps.map((step) => `  ${step}\n`).join('')}`,
    `What the commands are told stands in ${configFile}.\n`,
  ].join('')
}
