import { expect, test } from 'vitest'
import { runCli } from '../support/run-cli.ts'

/** Has Node say which commands' files it loads. */
const told = `
import { registerHooks } from 'node:module'
import { writeSync } from 'node:fs'
registerHooks({
  load(url, context, next) {
    const [, name] = /\\/cli\\/commands\\/(.*)\\.ts$/.exec(url) ?? []
    if (name !== undefined) writeSync(2, 'loaded ' + name + '\\n')
    return next(url, context)
  },
})`
const hooks = `--import=data:text/javascript,${encodeURIComponent(told)}`

async function run(...args: readonly string[]) {
  const { stderr, ...rest } = await runCli(import.meta.dirname, args, { NODE_OPTIONS: hooks })
  const names = [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, name = '']) => name)
  // Tiny, and what other modules take the names of their commands from.
  const loaded = names.filter((name) => !name.endsWith('-child'))
  return { ...rest, loaded: loaded.toSorted() }
}

const help = await run('--help')
const listed = [...help.stdout.matchAll(/^ {2}([a-z-]+) (?:\[options\]|<)/gm)].map(
  ([, name = '']) => name,
)

test('help lists all commands, and none that is not for people', () => {
  expect(listed).toEqual([
    'check',
    'audit',
    'codify',
    'revert',
    'allow',
    'ignore',
    'manifest',
    'prove',
    'verify',
    'migrate',
    'record',
    'init',
    'bundle-check',
  ])
  expect(help.loaded).toEqual(expect.arrayContaining(listed))
})

test.for(listed)('%s is known by that name', async (name) => {
  expect(await run(name, '--help')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(new RegExp(`^Usage: driftwatch ${name} `)),
  })
})

test.for([
  { args: ['check', '--help'], loaded: ['check'] },
  { args: ['--no-color', 'check', '--help'], loaded: ['check'] },
  { args: ['run-migrator', '--help'], loaded: [] },
  { args: ['--version'], loaded: [] },
])('$args loads no command but its own', async ({ args, loaded }) => {
  expect(await run(...args)).toMatchObject({ exitCode: 0, loaded })
})

test.for([
  { args: ['help', 'check'], says: 'Usage: driftwatch check ' },
  { args: ['--help', 'check'], says: 'Usage: driftwatch [options] [command]' },
])('$args knows all of them', async ({ args, says }) => {
  const { stdout, loaded } = await run(...args)
  expect(stdout).toContain(says)
  expect(loaded).toEqual(help.loaded)
})
