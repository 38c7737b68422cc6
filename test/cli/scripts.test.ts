import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { x } from 'tinyexec'
import { describe, expect, test } from 'vitest'
import { makeFolder } from '../support/folder.ts'

const files = {
  'entry.cjs': `const { dirname } = require('node:path')
const other = require('./other.cjs')
exports.answer = () => other.answer(dirname('a/b'))`,
  'other.cjs': `exports.twice = (text) => text + text
exports.answer = (text) => exports.twice(text) + 1`,
}

/** In a process of its own, as within one process V8 compiles nothing twice. */
const program = `
import { runScripts } from ${JSON.stringify(new URL('../../src/cli/scripts.ts', import.meta.url))}
const [entry, cache, call] = process.argv.slice(1)
const { exports, keepCode } = runScripts(entry, JSON.parse(cache))
if (call === 'call') process.stdout.write(exports.answer())
await keepCode()`

interface How {
  readonly use?: readonly string[]
  /** `null` is none. */
  readonly cache?: string | null
  readonly calls?: boolean
}

async function makeScripts() {
  const folder = await makeFolder({ ...files, 'kept/': '' })
  const kept = join(folder, 'kept')
  /** Gives what the scripts answer, or why they did not; their code is kept. */
  const run = async ({ use = ['--use'], cache = kept, calls = true }: How = {}) => {
    const options = JSON.stringify({ folder: cache ?? undefined, use })
    const args = [join(folder, 'entry.cjs'), options, calls ? 'call' : '']
    const flags = ['--input-type=module', '--eval', program, '--']
    const { stdout, stderr } = await x(process.execPath, [...flags, ...args])
    return stdout + stderr
  }
  const names = async () => (await readdir(kept)).toSorted()
  return { folder, kept, run, names }
}

describe('scripts whose code is kept', () => {
  test('answer the same from kept code, which is written once', async () => {
    const { kept, run, names } = await makeScripts()
    const inodes = async () =>
      Promise.all((await names()).map(async (name) => (await stat(join(kept, name))).ino))
    expect(await run()).toBe('aa1')
    expect(await names()).toEqual([
      expect.stringMatching(/^driftwatch_--use_entry\.cjs_\d+_\d+$/),
      expect.stringMatching(/^driftwatch_--use_other\.cjs_\d+_\d+$/),
    ])
    const before = await inodes()
    expect(await run()).toBe('aa1')
    expect(await inodes()).toEqual(before)
  })

  test('the code of functions that were called is kept, and of no others', async () => {
    const { folder, kept, run, names } = await makeScripts()
    const body = Array.from({ length: 500 }, (_, at) => `a += Math.sqrt(a * ${at})`).join('\n')
    await writeFile(join(folder, 'entry.cjs'), `exports.answer = (a) => {${body}\nreturn 'x'}`)
    await run({ use: ['called'] })
    await run({ use: ['idle'], calls: false })
    const sizes = await Promise.all(
      (await names()).map(async (name) => (await stat(join(kept, name))).size),
    )
    const [called = NaN, idle = NaN] = sizes
    expect(called).toBeGreaterThan(5 * idle)
  })

  test('a file that was changed is compiled anew, though it is as long', async () => {
    const { folder, run } = await makeScripts()
    const other = join(folder, 'other.cjs')
    expect(await run()).toBe('aa1')
    await writeFile(other, files['other.cjs'].replace('+ 1', '+ 2'))
    await utimes(other, 1, 1)
    expect(await run()).toBe('aa2')
  })

  test('what is no code of this V8 is written anew', async () => {
    const { kept, run, names } = await makeScripts()
    await run()
    for (const name of await names()) await writeFile(join(kept, name), 'no code')
    expect(await run()).toBe('aa1')
    for (const name of await names()) {
      expect(await readFile(join(kept, name), 'latin1')).not.toBe('no code')
    }
  })

  test('another use has code of its own', async () => {
    const { run, names } = await makeScripts()
    await run({ use: ['--one'] })
    await run({ use: ['--one', '--other'] })
    expect(await names()).toHaveLength(4)
  })

  test.for([
    ['the group', 0o720],
    ['others', 0o702],
  ] as const)('nothing is kept where %s may write', async ([, mode]) => {
    const { kept, run, names } = await makeScripts()
    await chmod(kept, mode)
    expect(await run()).toBe('aa1')
    expect(await names()).toEqual([])
  })

  test('without a folder, and where none is, they run as well', async () => {
    const { kept, run, names } = await makeScripts()
    expect(await run({ cache: join(kept, 'none') })).toBe('aa1')
    expect(await run({ cache: null })).toBe('aa1')
    expect(await names()).toEqual([])
  })

  test('what cannot be written leaves nothing behind', async () => {
    const { kept, run, names } = await makeScripts()
    await run()
    const before = await names()
    const [entry = ''] = before
    await rm(join(kept, entry))
    await mkdir(join(kept, entry, 'full'), { recursive: true })
    expect(await run()).toBe('aa1')
    expect(await names()).toEqual(before)
  })

  test('what a script throws names its file and line', async () => {
    const { folder, run } = await makeScripts()
    const other = join(folder, 'other.cjs')
    await writeFile(other, "exports.answer = () => {\n  throw new Error('told')\n}")
    const output = await run()
    expect(output).toContain('Error: told')
    expect(output).toContain(`${other}:2:9`)
  })
})
