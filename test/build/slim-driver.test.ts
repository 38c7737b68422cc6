import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { shakeDriver } from '../../src/build/shake-driver.ts'
import { slimDriver } from '../../src/build/slim-driver.ts'

const whole = await readFile(fileURLToPath(import.meta.resolve('@neondatabase/serverless')), 'utf8')

test('the installed driver becomes less than an eighth as large, and does the same', async () => {
  const { code, keptBecause } = await slimDriver(whole)
  expect(keptBecause).toBeUndefined()
  expect(gzipSync(code).length).toBeLessThan(gzipSync(whole).length / 8)
  expect(code).not.toMatch(/new WebSocket|scram|getTimezoneOffset|from the browser|wsProxy\(/i)
})

test.for([
  { name: 'another header', from: 'Neon-Batch-Read-Only', to: 'Neon-Batch-Read-Write' },
  { name: 'a header less', from: '"Neon-Raw-Text-Output":`true`,', to: '' },
  { name: 'another address', from: '`api.`', to: '`apiauth.`' },
  { name: 'an error that tells less', from: '`detail`', to: '`details`' },
  { name: 'another error', from: 'Server error (', to: 'Error (' },
  { name: 'a body without the queries', from: 'queries:', to: 'query:' },
])('with $name, the driver stays whole', async ({ from, to }) => {
  const result = await slimDriver(whole, async (code) => {
    const slim = await shakeDriver(code)
    expect(slim).toContain(from)
    return slim.replaceAll(from, to)
  })
  expect(result.code).toBe(whole)
  expect(result.keptBecause).toMatch(/does not do the same with/)
})

test.for([
  { name: 'what is no JavaScript', whole: 'export {' },
  { name: 'another package', whole: 'export const drizzle = 1' },
  { name: 'what fails to load', whole: 'export const neon = never, neonConfig = 1' },
  { name: 'no function', whole: 'export const neon = 1, neonConfig = {}' },
])('$name stays as it is, with the reason', async ({ whole: other }) => {
  const { code, keptBecause } = await slimDriver(other)
  expect(code).toBe(other)
  expect(keptBecause).toMatch(/\w/)
})
