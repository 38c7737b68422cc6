import { expect, test } from 'vitest'
import { choiceLines } from '../../src/cli/codify/ask-which.ts'
import { nextSteps } from '../../src/cli/codify/next-steps.ts'
import { whyNot, whyNotWritten } from '../../src/cli/codify/why-not.ts'
import type { Codified } from '../../src/cli/codify/run-codify.ts'
import { twoMigrations } from '../../src/io/codify/stopped-by-rows.ts'
import { plainText, sentence, sqlSentence } from '../../src/report/rich-text.ts'
import { plainPalette } from '../../src/report/palette.ts'
import { paragraph } from '../../src/report/terminal.ts'

const terminal = { width: 80, palette: plainPalette }
const status: Codified['left'][number] = {
  kind: 'changed',
  key: 'changed:status',
  severity: 'warning',
  object: { type: 'enum', schema: 'public', name: 'status' },
  aspects: [{ name: 'values', declared: "'new'", live: "'new', 'lost'" }],
}
const made: Codified = {
  chosen: [],
  left: [status],
  tag: '0001_t',
  when: 1,
  sql: '',
  losesDataOf: [],
  remade: [],
  buildsIndex: false,
  proofs: [],
  snapshot: undefined,
  files: [],
}

test('a label that is new and used: two migrations at once, and no enum to take as well', () => {
  const failed = ['invalid input value for enum status: "lost"']
  const said = whyNot({ ...made, proofs: [{ name: 'from-empty', said: [], failed }] }).join(' ')
  expect(said).toContain('codify the enum by itself (`--only public.status`)')
  expect(said).not.toContain('Take that as well')
})

test('why nothing was written', () => {
  const refused = { ...made, snapshot: { status: 'refused', differences: ['x'], add: [] } as const }
  expect(whyNotWritten(refused, true)).toBe('the schema does not agree')
  expect(whyNotWritten(made, true)).toBe('--dry-run')
  expect(whyNotWritten(made, false)).toBeUndefined()
})

test('code in brackets is marked once, and a cast stays whole', () => {
  const text = paragraph(sentence(twoMigrations(['public.status'])), 0, terminal)
  expect(text.replaceAll('\n', ' ')).toContain('(`--only public.status`), deploy')
  expect(plainText(sqlSentence(`default is "'a'::public.status"`))).toContain("'a'::public.status")
})

test('the choice tells what differs, and what destroys data elsewhere', () => {
  const gone: Codified['left'][number] = {
    ...status,
    kind: 'lacking',
    object: { type: 'table', schema: 'public', name: 't' },
    aspects: [],
  }
  const long = {
    ...status,
    aspects: [{ name: 'values', declared: 'x'.repeat(90), live: 'y' }],
  }
  const lines = choiceLines([status, gone, long], terminal)
  expect(lines[1]).toBe("     values: 'new' → 'new', 'lost'")
  expect(lines[3]).toContain('DESTRUCTIVE')
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

test('after it: the manifest first, then the migrations, and then the check', () => {
  const options = { migrations: 'drizzle', app: 'shop', prelude: [] }
  const text = nextSteps(made, options, terminal).join('\n')
  expect(text).toMatch(
    /manifest --migrations drizzle --name shop\n[\s\S]*run your migrations[\s\S]*check --manifest migrations-manifest\/shop\.json\n/,
  )
  expect(text).toContain('1 finding was not chosen, and still differs.')
})
