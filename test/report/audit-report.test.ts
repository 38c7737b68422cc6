import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { Rung } from '../../src/core/ladder.ts'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { auditReport } from '../../src/report/audit/audit-report.ts'
import { documentInTerminal } from '../../src/report/audit/terminal.ts'
import { plainPalette } from '../../src/report/palette.ts'
import { objectFinding, verdictOf } from '../support/findings.ts'
import { applied, migration, stranger } from '../support/history.ts'

function textOf(findings: readonly Finding[], ladder: readonly Rung[] = []): string {
  const place = { table: defaultLedgerTable, shape: '0.x', history: [] } as const
  const audit = { verdict: verdictOf(findings), ladder, place, layout: 'journal' } as const
  return documentInTerminal(auditReport(audit), { width: 80, palette: plainPalette })
}

const unknown = (days: number): Finding => {
  const row = stranger(days, `stranger ${days}`)
  const facts = { severity: 'critical', hash: row.hash, count: 1, era: 'within' } as const
  return { kind: 'unknown', key: `hash:${row.hash}`, ...facts, rows: [row] }
}

const init = migration(0)

const count = (text: string, wanted: string) => text.split(wanted).length - 1

test('what was said of one finding is not said again of the next', () => {
  const text = textOf([unknown(1), unknown(2), unknown(3)])
  expect(count(text, 'CRITICAL  Unknown hash')).toBe(3)
  expect(count(text, '  First: Publish the manifest from a clone')).toBe(1)
  expect(count(text, '  First: ')).toBe(1)
  expect(count(text, 'Likely: ')).toBe(1)
  expect(count(text, 'Risk: Every new database runs it then')).toBe(1)
  expect(count(text, 'REVERT (destructive): Only once its file is found')).toBe(1)
  expect(count(text, 'REVERT (destructive): As above.')).toBe(2)
  // What deletes something says so each time.
  expect(count(text, 'Risk: The row is the only trace')).toBe(3)
  expect(count(text, 'DELETE FROM "drizzle"."__drizzle_migrations"')).toBe(3)
})

test('a way out in words is told anew after one with a statement, and not said to be above', () => {
  const changed = (named: string, ...aspect: readonly [string, string, string]) =>
    objectFinding('changed', named, { [aspect[0]]: [aspect[1], aspect[2]] })
  const text = textOf([
    changed('policy public.orders.own', 'using', '(a = 1)', 'true'),
    changed('view public.paid', 'definition', 'SELECT 1 AS a;', 'SELECT 2 AS a;'),
    changed('enum public.status', 'values', "'a'", "'a', 'b'"),
    changed('enum public.way', 'values', "'a'", "'a', 'b'"),
  ])
  expect(count(text, 'REVERT: Make it as the migrations do, by hand')).toBe(2)
  expect(count(text, 'CODIFY: If it is to stay as it is live: write a migration')).toBe(2)
  expect(text.match(/public\.(\w+): this [^]*?REVERT: As above\./g)?.at(-1)).toMatch(/public\.way/)
  expect(count(text, 'As above.')).toBe(2)
})

test('what a view or a changed type may fail at is told as a risk', () => {
  const view = objectFinding('changed', 'view public.paid', {
    definition: ['SELECT 1', 'SELECT 2'],
  })
  expect(textOf([view])).toContain('Risk: It fails where a column of the view would go')
  const column = objectFinding('changed', 'column public.a.b', { type: ['integer', 'bigint'] })
  expect(textOf([column])).toMatch(/It fails, too, where a view or a policy uses the\s+column\./)
})

test('the worst comes first', () => {
  const text = textOf([objectFinding('extra', 'table public.notes'), unknown(1)])
  expect(text.indexOf('CRITICAL')).toBeLessThan(text.indexOf('WARNING'))
})

test('many findings are told by their headings first, and few are not', () => {
  const tables = (many: number) =>
    Array.from({ length: many }, (_, index) =>
      objectFinding('extra', `table public.notes_${index}`),
    )
  const many = textOf([...tables(5), unknown(1)])
  expect(many).toMatch(
    /^critical {2}Unknown hash \w+… in the ledger\nwarning {3}public\.notes_0: /m,
  )
  expect(textOf(tables(5))).not.toMatch(/^warning /m)
})

test('a gap in the ids is told for what it is, where there is one', () => {
  const rungs = (...ids: readonly string[]) =>
    ids.map((id): Rung => ({ state: 'applied', migration: init, row: applied(init, { id }) }))
  expect(textOf([], rungs('1', '2', '3'))).not.toContain('proves nothing')
  expect(textOf([], rungs('1', '3'))).toContain('No row has the id 2, which proves nothing')
  expect(textOf([], rungs('1', '4', '6'))).toContain('No row has the ids 2 to 3, 5, which proves')
})

test('what a skipped migration explains has no way out of its own', () => {
  const because = { why: 'skipped', tag: '0001_add' } as const
  const text = textOf([objectFinding('lacking', 'column public.users.email', {}, { because })])
  expect(text).toContain('  Next: Settle `0001_add` first')
  expect(text).not.toMatch(/CODIFY|REVERT|ALLOW|RECORD|for review/)
})

test('a long history is told by its ends', () => {
  const rungs = Array.from({ length: 300 }, (_, index): Rung => {
    const declared = migration(index)
    return { state: 'applied', migration: declared, row: applied(declared) }
  })
  const lost = stranger(299)
  const text = textOf(
    [unknown(299)],
    [...rungs, { state: 'unknown', migration: undefined, row: lost }],
  )
  expect(text).toContain('300 files: 300 applied, one unknown.')
  expect(text).toMatch(/^296 more .* all applied$/m)
  expect(text).toContain('0001_step')
  expect(text).toContain('0299_step')
  expect(count(text, '✓ applied')).toBe(4)
})

test('a definition that holds what nobody can see is not put into a statement', () => {
  const hidden = { type: 'text', default: "'a\u202Eb'::text" }
  const text = textOf([objectFinding('extra', 'column public.users.nick', hidden)])
  expect(text).toContain('CODIFY: If the code needs it: write a migration')
  expect(text).not.toContain('ADD COLUMN')
  const plain = textOf([objectFinding('extra', 'column public.users.nick', { type: 'text' })])
  expect(plain).toContain('ALTER TABLE "public"."users" ADD COLUMN IF NOT EXISTS "nick" text;')
})
