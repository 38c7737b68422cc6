import { Command } from 'commander'
import { UserError } from '../../io/errors.ts'
import { publishedFolder, publishIndex, readPublishedNames } from '../published.ts'
import { readWranglerTargets } from '../wrangler-targets.ts'

/** `driftwatch bundle-check`: refuses to bundle a Worker that would watch by an old or broken manifest. */
export function bundleCheckCommand(): Command {
  return new Command('bundle-check')
    .description(`check ${publishedFolder}/ before wrangler bundles it: the [build] command`)
    .option('--config <file>', 'the configuration of wrangler, to check its TARGETS')
    .option('--env <name>', 'the environment in it')
    .option('--fix', `write ${publishedFolder}/index.ts anew first`)
    .option('--no-sources', 'leave out whether manifests fit the migrations folders of this tree')
    .action(run)
}

async function run(options: Options): Promise<void> {
  const { config, env, fix = false, sources } = options
  if (fix) await publishIndex(publishedFolder)
  const targets = await readWranglerTargets({ config, env })
  // With it comes the replay, which no other command of so little work needs.
  const { bundleProblems } = await import('../bundle-problems.ts')
  const problems = await bundleProblems({
    folder: publishedFolder,
    workingFolder: process.cwd(),
    targets: targets ?? [],
    compareSources: sources,
  })
  if (problems.length > 0) {
    const lines = problems.map((problem) => `\n  * ${problem}`)
    throw new UserError(`${publishedFolder}/ is not ready to be bundled:${lines.join('')}`)
  }
  const names = await readPublishedNames(publishedFolder)
  if (targets === undefined) {
    process.stderr.write('warning: no TARGETS of wrangler were found, so none was checked.\n')
  }
  process.stdout.write(`${publishedFolder}/ is ready: ${names.join(', ') || 'no manifest yet'}\n`)
}

interface Options {
  readonly config?: string
  readonly env?: string
  readonly fix?: true
  readonly sources: boolean
}
