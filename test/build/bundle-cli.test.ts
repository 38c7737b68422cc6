import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bundleCli } from '../../src/build/bundle-cli.ts'
import { makeFolder } from '../support/folder.ts'

test('a bundled command line loads no more of Node than it uses', async () => {
  const folder = await makeFolder({})
  await bundleCli(folder)
  const files = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')),
  )
  expect(files.filter((code) => /\bfrom ?["']node:/.test(code))).toEqual([])
  // Loaded by an import of `node:process` or `node:util`, for an export that is not used.
  const loaded = 'process.on("exit", () => console.error(process.moduleLoadList.join("\\n")))'
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(loaded)}`,
    join(folder, 'index.js'),
    '--version',
  ])
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(stderr).toContain('NativeModule fs\n')
  expect(stderr).not.toContain('NativeModule worker_threads')
})
