import { join } from 'node:path'
import { driftwatchCommand } from '../core/command.ts'
import type { Manifest } from '../core/manifest.ts'
import { readFileIfThere } from '../io/files/read-file.ts'
import { UserError } from '../io/errors.ts'
import {
  allowancesFile,
  indexFile,
  indexFor,
  readAllowances,
  readManifest,
  readPublishedNames,
} from './published.ts'
import { manifestCommandLine } from './shell-command.ts'
import { sourceProblem } from './source-problem.ts'

const fixCommand = driftwatchCommand('bundle-check --fix')

/** A monitored database, as far as the bundle goes. */
export interface BundleTarget {
  readonly name: string
  readonly manifest: string
}

export interface BundleInput {
  /** The published folder that is to be bundled. */
  readonly folder: string
  /** From where the sources of manifests are looked for. */
  readonly workingFolder: string
  readonly targets: readonly BundleTarget[]
  /** Whether manifests are held against the migrations folders that are in this tree. */
  readonly compareSources: boolean
}

/** All that speaks against bundling a published folder: what is wrong, and the command to run. */
export async function bundleProblems(input: BundleInput): Promise<readonly string[]> {
  const { folder, targets } = input
  const names = await readPublishedNames(folder)
  const problems = [...(await indexProblems(folder)), ...(await allowanceProblems(folder))]
  for (const name of names) problems.push(...(await manifestProblems(name, input)))
  for (const { name, manifest } of targets) {
    if (names.includes(manifest)) continue
    const command = manifestCommandLine({ migrations: '<folder>', name: manifest })
    problems.push(
      `The target "${name}" of TARGETS needs the manifest "${manifest}", which is not published. Run: ${command}`,
    )
  }
  return problems
}

async function indexProblems(folder: string): Promise<readonly string[]> {
  const file = join(folder, indexFile)
  const text = (await readFileIfThere(file))?.toString('utf8')
  // A checkout with CRLF bundles to the same.
  if (text?.replaceAll('\r\n', '\n') === (await indexFor(folder))) return []
  const fault = text === undefined ? 'does not exist' : 'does not fit the manifests next to it'
  return [`${file} ${fault}. Run: ${fixCommand}`]
}

async function allowanceProblems(folder: string): Promise<readonly string[]> {
  const file = join(folder, allowancesFile)
  if ((await readFileIfThere(file)) === undefined) {
    return [`${file} does not exist, and the index imports it. Run: ${fixCommand}`]
  }
  return problemOf(async () => {
    await readAllowances(file)
    return undefined
  })
}

async function manifestProblems(name: string, input: BundleInput): Promise<readonly string[]> {
  const file = join(input.folder, `${name}.json`)
  return problemOf(async () => {
    const manifest: Manifest = await readManifest(file)
    if (manifest.name !== name) {
      return `${file} holds the manifest "${manifest.name}", and a manifest's file has its name. Rename it, then run: ${fixCommand}`
    }
    return input.compareSources ? sourceProblem(manifest, file, input.workingFolder) : undefined
  })
}

/** One part that cannot be read must not hide what is wrong with the others. */
async function problemOf(look: () => Promise<string | undefined>): Promise<readonly string[]> {
  try {
    const problem = await look()
    return problem === undefined ? [] : [problem]
  } catch (error) {
    if (error instanceof UserError) return [error.message]
    throw error
  }
}
