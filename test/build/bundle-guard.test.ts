import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bundleGuard } from '../../src/build/bundle-guard.ts'
import { makeFolder } from '../support/folder.ts'
import { compile, installGuard, installGuardTypes } from '../support/installed-guard.ts'

const entry = join(import.meta.dirname, '..', '..', 'src', 'guard', 'index.ts')

/** What all of the guard may weigh in an application, minified and compressed. */
const limitKib = 10.5

test('all of the guard is small, and without packages', async () => {
  const { code, files } = await bundleGuard(entry, { minify: true })
  expect(files.filter((file) => file.includes('node_modules'))).toEqual([])
  expect(gzipSync(code).length / 1024).toBeLessThan(limitKib)
})

test('it imports nothing, and so runs on any edge', async () => {
  const { code } = await bundleGuard(entry)
  expect(code).not.toMatch(/^\s*import\b|\bimport\(|\brequire\(|from ['"]/m)
})

test.for([
  { name: 'nothing of it', uses: 'export {}', bytes: 50 },
  { name: 'one adapter', uses: 'export { fromPg } from "driftwatch/guard"', bytes: 600 },
])('an application that uses $name carries no more', async ({ uses, bytes }) => {
  const folder = await makeFolder({ 'app.js': `import "driftwatch/guard"\n${uses}` })
  await installGuard(folder, [])
  const { code } = await bundleGuard(join(folder, 'app.js'), { minify: true })
  expect(code.length).toBeLessThan(bytes)
})

const application = `
import { assertInSync, DriftError, fromPg, fromPostgres, fromNeon, type Verdict } from 'driftwatch/guard'
import { neon, Pool as NeonPool } from '@neondatabase/serverless'
import { Pool } from 'pg'
import postgres from 'postgres'
import manifest from './app.json' with { type: 'json' }

export const verdict: Verdict | null = await assertInSync({ manifest, query: fromPg(new Pool()) })
await assertInSync({ manifest, allowances: manifest, query: fromPg(new NeonPool()), env: process.env })
await assertInSync({ manifest, query: fromPostgres(postgres('')), mode: 'warn' })
await assertInSync({ manifest, query: fromNeon(neon('')), newer: 'accept' }).catch((error) => {
  if (error instanceof DriftError && error.verdict.findings[0]?.kind === 'pending') {
    console.log(error.verdict.findings[0].migration.tag)
  }
})
// @ts-expect-error: there is no such mode
await assertInSync({ manifest, query: fromPg(new Pool()), mode: 'strict' })
// @ts-expect-error: a connection string is no way to ask
fromPg('postgres://')
`

test.for([
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
])('an application in $module is type-checked', async ({ module, moduleResolution }) => {
  const folder = await makeFolder({
    'package.json': '{"type":"module"}',
    'app.json': '{"format":2}',
  })
  await writeFile(join(folder, 'app.ts'), application)
  await installGuard(folder, ['@neondatabase', '@types', 'pg', 'postgres', 'zod'])
  await installGuardTypes(folder)
  const flags = { target: 'es2022', module, moduleResolution, types: 'node' }
  const values = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])
  const switches = ['--strict', '--noEmit', '--skipLibCheck', '--resolveJsonModule']
  expect(await compile(folder, [...values, ...switches, 'app.ts'])).toBe('')
})
