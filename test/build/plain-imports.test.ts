import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { plainImports } from '../../src/build/plain-imports.ts'

const client = await readFile(
  fileURLToPath(import.meta.resolve('@slack/webhook/dist/IncomingWebhook.js')),
  'utf8',
)

test('Slack’s client loses the helpers for namespaces, and no other line', () => {
  const small = plainImports(client)
  expect(small).not.toMatch(/__createBinding|__setModuleDefault/)
  const [start, ...behind] = small.split('const __importStar = (namespace) => namespace')
  expect(start).toBe('"use strict";\n')
  expect(behind).toHaveLength(1)
  expect(client.endsWith(behind.join())).toBe(true)
})

test('it makes a namespace only of what is an ES module in the bundle', () => {
  const made = [...client.matchAll(/__importStar\(require\("([^"]+)"\)\)/g)]
  expect(made.map(([, name]) => name)).toEqual(['p-retry'])
})

test('a module without them stays as it is', () => {
  const code = '"use strict";\nexports.one = require("./one");\n'
  expect(plainImports(code)).toBe(code)
})
