import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleWorker } from '../../src/build/bundle-worker.ts'
import { addFiles } from '../support/folder.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftwatch-bundle-'))
  await addFiles(folder, { 'there.ts': 'export const there = 1' })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.for([
  { name: 'a file that is not there', code: `import './absent.ts'` },
  { name: 'a package that is not installed', code: `import 'not-installed'` },
  { name: 'a name that nobody exports', code: `export { absent } from './there.ts'` },
])('$name is an error, and no import that fails once it is deployed', async ({ code }) => {
  await addFiles(folder, { 'entry.ts': code })
  await expect(bundleWorker(folder, 'entry.ts')).rejects.toThrow(/UNRESOLVED_IMPORT|MISSING_EXPORT/)
})

test('of a module comes what is used, and what workerd brings is imported', async () => {
  await addFiles(folder, {
    'entry.ts': `import { DurableObject } from 'cloudflare:workers'
import { used } from './parts.ts'
export class Target extends DurableObject { value: number = used }`,
    'parts.ts': 'export const used = 1234\nexport const unused = 5678',
  })
  const { code, lengths } = await bundleWorker(folder, 'entry.ts')
  expect(code).toMatch(/from"cloudflare:workers"/)
  expect(code).toMatch(/as Target\b/)
  expect(code).toContain('1234')
  expect(code).not.toContain('5678')
  expect([...lengths.keys()]).toContain(join(folder, 'entry.ts'))
})
