import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { readHooksFolder } from '../../io/git/read-hooks-folder.ts'
import type { Draft } from './draft.ts'
import type { Project } from './read-project.ts'

/**
 * The hook that verifies before each commit, without the replay, which takes seconds. husky's, where
 * the project has it; otherwise git's own, which only this clone has. Added to one that is there.
 */
export async function preCommit({ root, path, manager }: Project): Promise<Draft | undefined> {
  const husky = join(root, '.husky')
  const hooks = existsSync(husky) ? husky : await readHooksFolder('.')
  if (hooks === undefined) return undefined
  const file = join(hooks, 'pre-commit')
  const before = (await readFileIfThere(file))?.toString('utf8')
  if (before?.includes('driftwatch verify') === true) return undefined
  const inFolder = path === '.' ? '' : `cd ${quoted(path)} && `
  const line = `(${inFolder}${manager.exec} driftwatch verify --no-replay)\n`
  return {
    file: relative('.', file),
    text: before === undefined ? `#!/bin/sh\nset -e\n${line}` : withNewline(before) + line,
    purpose: 'verifies before each commit',
    isAddition: before !== undefined,
    isProgram: true,
  }
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
