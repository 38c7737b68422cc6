import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bundleCommand, makeProject } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { addFiles } from '../support/folder.ts'

/** The height of a terminal. */
const screenLines = 24

const project = await makeProject()
afterAll(() => project.remove())

test('wrangler refuses what must not be bundled, and leaves the reason in sight', async () => {
  await addFiles(project.folder, { 'migrations-manifest/app.json': '{' })
  const wrangler = join('node_modules', 'wrangler', 'bin', 'wrangler.js')
  const { exitCode, output } = await runProgram(project.folder, [wrangler, ...bundleCommand])
  expect(exitCode).toBe(1)
  const lines = output.trimEnd().split('\n')
  const reason = lines.findIndex((line) => line.includes('app.json is not JSON'))
  expect(reason).toBeGreaterThan(0)
  expect(lines.length - reason).toBeLessThanOrEqual(screenLines)
})
