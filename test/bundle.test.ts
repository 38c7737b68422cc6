import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bareLimitKib, dryRun, type DryRun } from './bench/bundle.ts'
import { makeProject, type Project } from './story/project.ts'

/** What a developer's machine may know, and what must not leave it with the Worker. */
const secrets = {
  DATABASE_URL:
    'postgresql://nightingale:nightingale-Pa55word@ep-nightingale-1.us-east-2.aws.neon.tech/nightingale',
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0NIGHTINGALE/B0NIGHTINGALE/nightingaleHook',
  API_TOKEN: 'nightingale-token-0123456789abcdefghij',
} as const

let project: Project
let bundle: DryRun
let files: readonly { readonly name: string; readonly text: string }[]

beforeAll(async () => {
  project = await makeProject()
  const lines = Object.entries(secrets).map(([name, value]) => `${name}="${value}"`)
  for (const name of ['.dev.vars', '.env']) {
    await writeFile(join(project.folder, name), lines.join('\n'))
  }
  await project.declare([{ tag: '0000_init', when: Date.UTC(2026, 0, 1), sql: 'SELECT 1;' }])
  await project.mustDriftwatch(['manifest', '--migrations', 'drizzle'])
  bundle = await dryRun(project, secrets)
  const folder = join(project.folder, 'bundle')
  files = await Promise.all(
    (await readdir(folder)).map(async (name) => ({
      name,
      text: await readFile(join(folder, name), 'utf8'),
    })),
  )
})

afterAll(() => project.remove())

test('the Worker is small enough, with the part of the driver that is used', () => {
  expect(bundle.gzipKib).toBeLessThan(bareLimitKib)
  expect(bundle.wholeDriverBecause).toBeUndefined()
})

test('the Worker is one module, and all that is looked through', () => {
  expect(files.map(({ name }) => name).toSorted()).toEqual(['README.md', 'index.js'])
})

test('it imports only what workerd brings, and is given no `require`', () => {
  const { text = '' } = files.find(({ name }) => name === 'index.js') ?? {}
  const imported = [...text.matchAll(/\b(?:import|from)\s*["'`]([^"'`]+)/g)].map(([, id]) => id)
  expect(new Set(imported)).toEqual(new Set(['cloudflare:workers', 'node:os']))
  expect(text).not.toMatch(/\brequire\b/)
})

test.for([
  ...Object.entries(secrets).map(([name, value]) => ({
    name: `the value of ${name}`,
    what: value,
  })),
  { name: 'any part of them', what: /nightingale/i },
  { name: 'a webhook', what: /hooks\.slack\.com\/services\/\w/ },
  { name: 'a connection string', what: /postgres(ql)?:\/\/[^\s:/@]+:[^\s@]+@[\w-]+\.[\w.-]+/ },
])('$name is in none of them', ({ what }) => {
  const found = files.filter(({ text }) =>
    what instanceof RegExp ? what.test(text) : text.includes(what),
  )
  expect(found.map(({ name }) => name)).toEqual([])
})
