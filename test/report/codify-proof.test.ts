import { marked } from 'marked'
import { expect, test } from 'vitest'
import { isPrintable } from '../../src/core/codify/printable-sql.ts'
import { documentInMarkdown } from '../../src/report/audit/markdown.ts'
import { type CodifyProof, codifyProofDocument } from '../../src/report/codify/proof-document.ts'
import { words } from '../../src/report/rich-text.ts'
import { hostileCases } from '../support/hostile.ts'

const finding = (name: string): CodifyProof['chosen'][number] => ({
  kind: 'extra',
  key: `extra:${name}`,
  severity: 'warning',
  object: { type: 'table', schema: 'public', name },
  aspects: [],
})

function proofOf(
  foreign: string,
  failed: readonly string[] = [],
  notWritten: string | undefined = '--dry-run',
): string {
  return documentInMarkdown(
    codifyProofDocument({
      tag: '0001_codify_t',
      sql: `CREATE TABLE t (); -- ${foreign}`,
      losesDataOf: [`table public.${foreign}`],
      remade: [`view public.${foreign}`],
      proofs: [
        { name: 'from-empty', said: [`${foreign} is there.`], failed: [] },
        { name: 'on-live', said: [], failed, statement: `SELECT '${foreign}'` },
      ],
      chosen: [finding(foreign)],
      left: [finding('other')],
      leftOut: words('Left out: 1 partition.'),
      notWritten,
      disagreements: notWritten === disagrees ? ['By the schema, `t` differs.'] : [],
      madeAt: '2026-01-02T03:04:05.000Z',
      versions: { embedded: '18.1', live: '17.2', driftwatch: '1.2.3' },
    }),
  )
}

const disagrees = 'the schema does not agree'

test.for(hostileCases)('$name stays text in the proof', ({ foreign }) => {
  const source = proofOf(foreign, [foreign])
  const page = marked.parse(source, { async: false, gfm: true })
  const tags = 'h1|h2|p|strong|code|pre|table|thead|tbody|tr|th|td|ul|li'
  const known = new RegExp(`^</?(${tags})( class="language-sql"| align="left")?>$`)
  expect((page.match(/<\/?[a-z!][^>]*>/gi) ?? []).filter((tag) => !known.test(tag))).toEqual([])
  expect(page.match(/<h1>/g)).toHaveLength(1)
  expect(page.match(/<h2>/g)).toHaveLength(7)
  expect(isPrintable(source)).toBe(true)
})

test('it tells the verdict, the choice, the versions and what it leaves out', () => {
  const source = proofOf('t')
  expect(source).toMatch(/^# ✅ PASS: .*1 of 2 findings/)
  for (const part of [
    '18.1',
    '17.2',
    '1.2.3',
    'Left out: 1 partition',
    'not written',
    'MADE ANEW',
  ]) {
    expect(source).toContain(part)
  }
  expect(proofOf('t', ['It fails.'])).toMatch(/^# ❌ FAIL: /)
  expect(source).toMatch(/^# ✅ PASS: .*, and was not written: --dry-run/)
  const refused = proofOf('t', [], disagrees)
  expect(refused).toMatch(
    /^# ⚠️ NOT WRITTEN: .* holds in every proof, and was not written: the schema/,
  )
  expect(refused).toMatch(/## The schema does not agree\s+(- )?By the schema, /)
})
