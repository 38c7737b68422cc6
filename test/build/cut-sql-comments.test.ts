import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModule, parseSync } from 'libpg-query'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleWorker } from '../../src/build/bundle-worker.ts'
import { cutSqlComments } from '../../src/build/cut-sql-comments.ts'
import * as declared from './worker-queries.ts'

test.for([
  { name: 'a comment', code: 'x = `a\n  -- No b.\nc`', cut: 'x = `a\nc`' },
  { name: 'two in a row', code: 'x = `a\n-- One.\n  -- Two.\nc`', cut: 'x = `a\nc`' },
  { name: 'one after a value', code: 'x = `${a}\n-- One.\nc`', cut: 'x = `${a}\nc`' },
  { name: 'one in a value', code: 'x = `a ${[`b\n-- One.\nc`]}`', cut: 'x = `a ${[`b\nc`]}`' },
  { name: 'indentation', code: 'x = `a\n  b\n    ${c}\n  `', cut: 'x = `a\nb\n${c}\n`' },
  { name: 'that behind a comment', code: 'x = `a\n -- B.\n  c`', cut: 'x = `a\nc`' },
])('$name is cut', ({ code, cut }) => {
  expect(cutSqlComments(code)).toBe(cut)
})

test.for([
  { name: 'a comment behind SQL', code: 'x = `a -- b\nc`' },
  { name: 'a comment with a value', code: 'x = `a\n-- b ${c} d\ne`' },
  { name: 'what follows a value', code: 'x = `a\n${b} -- c\nd`' },
  { name: 'space within a line', code: 'x = `a  b\nc  ${d}  e`' },
  { name: 'a first line', code: 'x = `-- a\nb`' },
  { name: 'a last line', code: 'x = `a\n-- b`' },
  { name: 'a breakpoint of Drizzle', code: 'x = `a\n--> statement-breakpoint\nb`' },
  { name: 'code', code: 'let x = 2, y = x\n-- x\ny' },
  { name: 'a comment of ours', code: '/* `\n-- a\n*/ let x: string' },
])('$name stays', ({ code }) => {
  expect(cutSqlComments(code)).toBe(code)
})

/** As many as the Worker sends, with all of the schema's. */
let deployed: typeof declared
let folder: string

beforeAll(async () => {
  await loadModule()
  folder = await mkdtemp(join(tmpdir(), 'driftwatch-sql-'))
  const { code } = await bundleWorker(import.meta.dirname, 'worker-queries.ts')
  const file = join(folder, 'queries.mjs')
  await writeFile(file, code)
  deployed = await import(file)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.for(Object.keys(declared.queries))(
  'the deployed %s differs by comment lines and indentation alone',
  (name) => {
    const source = declared.queries[name] ?? ''
    const sent = deployed.queries[name] ?? ''
    expect(sent).not.toMatch(/^ *--/m)
    expect(flat(sent)).toBe(flat(source.replaceAll(/^ *-- .*\n/gm, '')))
    expect(sent.length).toBeLessThanOrEqual(source.length)
    expect(treeOf(sent) === treeOf(source), 'PostgreSQL parses both to the same').toBe(true)
  },
)

test('there are comments to cut', () => {
  expect(
    Object.values(declared.queries)
      .join('\n')
      .match(/^ *-- /gm)?.length,
  ).toBeGreaterThan(20)
})

/** Without indentation, of which that within values stays. */
function flat(sql: string): string {
  return sql.replaceAll(/^ +/gm, '')
}

/** What PostgreSQL understands, in which every quoted text is whole. */
function treeOf(sql: string): string {
  return JSON.stringify(parseSync(sql), (key, value: unknown) =>
    /(?:^|_)(?:location|list_start|list_end)$/.test(key) ? undefined : value,
  )
}
