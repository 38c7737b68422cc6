import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { x } from 'tinyexec'
import { bundleGuard } from '../../src/build/bundle-guard.ts'

const root = join(import.meta.dirname, '..', '..')

/**
 * Installs the package into a project, as far as its guard goes, and beside it other packages that
 * this repository has.
 */
export async function installGuard(project: string, packages: readonly string[]): Promise<void> {
  const installed = join(project, 'node_modules', 'driftwatch')
  const file = join(installed, 'dist', 'guard', 'index.js')
  await mkdir(dirname(file), { recursive: true })
  const { code } = await bundleGuard(join(root, 'src', 'guard', 'index.ts'))
  await writeFile(file, code)
  await copyFile(join(root, 'package.json'), join(installed, 'package.json'))
  for (const name of packages) {
    const link = join(project, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(root, 'node_modules', name), link)
  }
}

/** Adds the types to an installed guard. */
export async function installGuardTypes(project: string): Promise<void> {
  const folder = join(project, 'node_modules', 'driftwatch', 'dist', 'guard', 'types')
  const config = join(root, '.config', 'guard-types.json')
  const said = await compile(root, ['--project', config, '--outDir', folder])
  if (said !== '') throw new Error(said)
}

/** What the compiler of this repository finds wrong. */
export async function compile(folder: string, args: readonly string[]): Promise<string> {
  const compiler = join(root, 'node_modules', '.bin', 'tsc')
  const { stdout, stderr } = await x(compiler, [...args], { nodeOptions: { cwd: folder } })
  return stdout + stderr
}
