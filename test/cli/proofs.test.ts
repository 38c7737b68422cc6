import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepUnfinished, proofsIn } from '../../src/cli/migrate/proofs.ts'
import { redactor } from '../../src/io/redact.ts'
import { text } from '../../src/report/audit/document.ts'
import { unfinishedMark } from '../../src/report/migrate/not-run-documents.ts'
import { sentence, words } from '../../src/report/rich-text.ts'
import { makeFolder } from '../support/folder.ts'

const told = (says: string) => ({
  document: { headline: words(says), tone: 'good', blocks: [], sections: [] } as const,
  json: JSON.stringify({ says }),
})
const asIs = (value: string) => value

test('each file in its own format, and one that cannot be written stops no other', async () => {
  const folder = await makeFolder({})
  const files = ['a.md', 'gone/b.md', 'c.json', 'd.html'].map((name) => join(folder, name))
  const failures = await proofsIn(files, asIs).write(told('PASS'))
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatch(/^The proof .*gone\/b\.md could not be written \(ENOENT\)/)
  expect(await readFile(join(folder, 'a.md'), 'utf8')).toBe('# ✅ PASS\n')
  expect(await readFile(join(folder, 'c.json'), 'utf8')).toBe('{\n  "says": "PASS"\n}\n')
  expect(await readFile(join(folder, 'd.html'), 'utf8')).toContain('<h1 class="good">PASS</h1>')
  expect(await readdir(folder)).toHaveLength(3)
})

test('what another run has written meanwhile is left alone', async () => {
  const file = join(await makeFolder({}), 'proof.json')
  const proofs = proofsIn([file], asIs)
  await proofs.write(told('begun'))
  await proofs.writeOverOwn(told('refused'))
  expect(await readFile(file, 'utf8')).toContain('refused')
  await writeFile(file, 'PASS of another')
  expect(await proofs.writeOverOwn(told('locked'))).toEqual([])
  expect(await readFile(file, 'utf8')).toBe('PASS of another')
})

test('only a proof that is unfinished is put aside', async () => {
  const folder = await makeFolder({
    'a.md': `# ⚠️ ${unfinishedMark}1 migration was applied\n`,
    'b.json': `{"said":"${unfinishedMark}"}`,
    'c.md': '# ✅ PASS\n',
  })
  const files = ['a.md', 'b.json', 'c.md', 'd.md'].map((name) => join(folder, name))
  const kept = await keepUnfinished(files)
  expect(kept).toHaveLength(2)
  expect(kept[0]).toMatch(/a\.unfinished-\d{8}T\d{6}Z\.md$/)
  expect(await readFile(kept[1] ?? '', 'utf8')).toContain(unfinishedMark)
  expect((await readdir(folder)).filter((name) => !name.includes('unfinished'))).toEqual(['c.md'])
})

test.for([
  'postgres://app_user:p_ss*w0rd@db.example/x',
  'postgres://u:a`b|c~d@a-very-long-host-name.of-a-region.of-a-provider.example.internal/x',
])('what Markdown escapes is redacted all the same: %s', async (url) => {
  const file = join(await makeFolder({}), 'proof.md')
  const { username, password, host } = new URL(url)
  const quoted = `role "${username}" with ${decodeURIComponent(password)} at ${host}`
  const redact = redactor([url])
  const document = { ...told('FAIL').document, blocks: [text(sentence(redact(quoted)))] }
  const headline = words(`FAIL at ${host}`)
  await proofsIn([file], redact).write({ document: { ...document, headline }, json: '' })
  const plain = (await readFile(file, 'utf8')).replaceAll('\\', '')
  for (const secret of [decodeURIComponent(password), host]) expect(plain).not.toContain(secret)
})

test('a password of digits leaves the JSON whole, and is in no text of it', async () => {
  const file = join(await makeFolder({}), 'proof.json')
  const json = JSON.stringify({ ms: 91234, ok: true, said: 'with 1234 as "1234"' })
  const redact = redactor(['postgres://u:1234@db.example/x', 'postgres://u:true@db.example/x'])
  await proofsIn([file], redact).write({ ...told('PASS'), json })
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
    ms: 91234,
    ok: true,
    said: 'with […] as "[…]"',
  })
})
