import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inPlaceOfHono, leaveOutOfHono } from '../../src/build/leave-out-of-hono.ts'

const cases = [...inPlaceOfHono].map(([module, text]) => ({ module, text }))
const dist = dirname(fileURLToPath(import.meta.resolve('hono')))
const worker = join(import.meta.dirname, '../../src/worker')

test.for(cases)('of $module, Hono takes what stands in for it, and nothing else', async (row) => {
  const stand: object = await import(`data:text/javascript,${encodeURIComponent(row.text)}`)
  const target = fileURLToPath(import.meta.resolve(row.module))
  const taken = new Set<string>()
  for (const name of ['hono-base.js', 'request.js', 'context.js', 'compose.js']) {
    const file = join(dist, name)
    for (const [, names = '', from = ''] of (await readFile(file, 'utf8')).matchAll(
      /^import \{ ([^}]+) \} from "([^"]+)"/gm,
    )) {
      if (resolve(dist, from) === target) for (const each of names.split(', ')) taken.add(each)
    }
  }
  expect(taken.size).toBeGreaterThan(0)
  expect([...taken]).toEqual(Object.keys(stand))
})

test.for(cases)('what stands in for $module says that it is not there', async ({ text }) => {
  const stand: Readonly<Record<string, unknown>> = await import(
    `data:text/javascript,${encodeURIComponent(text)}`
  )
  for (const call of Object.values(stand)) {
    expect(call).toBeTypeOf('function')
    if (typeof call === 'function') expect(() => call()).toThrow(/is left out of the bundle/)
  }
})

test('the Worker asks Hono for none of them', async () => {
  for (const file of globSync('**/*.ts', { cwd: worker })) {
    const text = await readFile(join(worker, file), 'utf8')
    expect(text, file).not.toMatch(/\.(?:parseBody|formData|mount|request|fire)\(/)
  }
})

test('Hono’s own class loses three methods, and nothing that the others use', async () => {
  const code = await readFile(join(dist, 'hono-base.js'), 'utf8')
  const small = leaveOutOfHono(code)
  const namesIn = (text: string) =>
    [...text.matchAll(/^\t(\w+)(?: = |\()/gm)].map(([, name]) => name)
  const gone = namesIn(code).filter((name) => !namesIn(small).includes(name))
  expect(gone).toEqual(['mount', 'request', 'fire'])
  expect(small).not.toMatch(/this\.(?:mount|request|fire)\b/)
})
