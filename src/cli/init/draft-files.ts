import { join, relative } from 'node:path'
import type { Config } from '../config.ts'
import { configFile } from '../config.ts'
import { type Draft } from './draft.ts'
import { withScripts } from './package-scripts.ts'
import { preCommit } from './pre-commit.ts'
import type { Project } from './read-project.ts'
import { workflow, workflowFile } from './workflow.ts'

/** All files that `init` makes of a project, as they should be. */
export async function draftFiles(
  project: Project,
  config: Config,
  wanted: { readonly workflow: boolean; readonly preCommit: boolean },
): Promise<readonly Draft[]> {
  const hook = wanted.preCommit ? await preCommit(project) : undefined
  return [
    {
      file: configFile,
      text: `${JSON.stringify(config, null, 2)}\n`,
      purpose: 'the options of all commands',
      isAddition: false,
    },
    {
      file: 'package.json',
      text: withScripts(project.packageJson),
      purpose: 'gets the scripts db:generate, db:verify and others',
      isAddition: true,
    },
    ...(wanted.workflow
      ? [
          {
            file: relative('.', join(project.root, workflowFile)),
            text: workflow(project, config),
            purpose: 'verifies, publishes, migrates',
            isAddition: false,
          },
        ]
      : []),
    ...(hook === undefined ? [] : [hook]),
  ]
}
