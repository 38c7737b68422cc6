import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import type { LedgerRow } from '../../src/core/ledger.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { type Palette, plainPalette } from '../../src/report/palette.ts'
import { terminalReport } from '../../src/report/terminal.ts'
import { findingKinds, findingWith, unknownRow, verdictOf } from '../support/findings.ts'
import { hostileCases, hostileTexts } from '../support/hostile.ts'
import { migration } from '../support/history.ts'

const width = 80

function report(verdict: Verdict, palette: Palette = plainPalette): string {
  return terminalReport(verdict, { width, palette })
}

/** Commands are meant to be copied, so they are never wrapped. */
const isCommand = (line: string) => /^ {4}(npm run|git|npx|INSERT|GRANT|ALTER|REINDEX) /.test(line)

function pending(position: number, severity: Finding['severity'] = 'warning'): Finding {
  const { tag, when, hash } = migration(position)
  return { kind: 'pending', key: `migration:${tag}`, severity, migration: { tag, when, hash } }
}

function unknown(position: number): Finding {
  const row = unknownRow({ hash: position.toString(16).padStart(64, '0') })
  const rows = { hash: row.hash, rows: [row], count: 1 }
  const key = `hash:${row.hash}`
  return { kind: 'unknown', key, severity: 'critical', ...rows, era: 'before' }
}

test('in sync: short and calm, and says what was not looked at', () => {
  expect(report(verdictOf([], { counts: { ...verdictOf([]).counts, allowed: 1 } }))).toBe(
    [
      'app is in sync',
      '',
      '5 migrations (manifest `app`), read 2026-03-01 12:00 UTC.',
      'Compared: 6 ledger rows (1 allowed).',
      'The live schema is not compared: only the ledger is.',
      '',
    ].join('\n'),
  )
})

test('drifted: the headline, then what, why, so what and what next, the worst first', () => {
  const text = report(verdictOf([pending(4), unknown(1)]))
  const parts = [
    'app has drifted: 1 critical, 1 warning',
    'CRITICAL  Unknown hash 00000000… in the ledger',
    'Row `1` records a migration, generated 2026-01-01 00:00 UTC',
    'Likely: A legacy row',
    'Effect: Drizzle 0.x ignores it',
    'Next: If somebody can vouch for it',
    `    npm run driftwatch -- allow ${'1'.padStart(64, '0')} --reason`,
    'WARNING  0004_step is not applied yet',
    'npx drizzle-kit migrate',
    '5 migrations (manifest',
  ]
  const places = parts.map((part) => text.indexOf(part))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

test('hundreds of a kind: five are told, what they share once, the rest is counted', () => {
  const many = Array.from({ length: 300 }, (_, position) => pending(position))
  const text = report(verdictOf([...many, ...Array.from({ length: 7 }, (_, n) => unknown(n))]))
  expect(text.match(/^WARNING /gm)).toHaveLength(5)
  expect(text.match(/^CRITICAL /gm)).toHaveLength(5)
  expect(text.match(/^ {2}Likely: /gm)).toHaveLength(2)
  expect(text.match(/^ {2}Effect: /gm)).toHaveLength(2)
  // A command without its condition would be pasted unread.
  expect(
    text.match(/^ {2}Next: On the same condition as above, accept it:\n {4}npm run/gm),
  ).toHaveLength(4)
  expect(text.match(/^ {2}Next: Unless it was applied before/gm)).toHaveLength(1)
  expect(text.match(/ {4}npm run driftwatch -- allow [0-9a-f]{64}/g)).toHaveLength(5)
  expect(text).toContain('+295 more of this kind; `--format json` shows all.')
  expect(text).toContain('+2 more of this kind; `--format json` shows all.')
  expect(text.split('\n').length).toBeLessThan(100)
})

test('findings below what counts as drift are told all the same', () => {
  const verdict = verdictOf([pending(4, 'notice')], { status: 'in-sync' })
  expect(report(verdict)).toMatch(/^app is in sync \(1 notice\)\n\nNOTICE {2}0004_step/)
})

test('no migration matches any row: the question is wrong, not the database', () => {
  const findings = Array.from({ length: 5 }, (_, position) => pending(position))
  expect(report(verdictOf(findings))).toMatch(
    /^app has drifted.*\n\nNot one of the 5 declared migrations[^]*right manifest[^]*--ledger/,
  )
  expect(report(verdictOf(findings.slice(1)))).not.toContain('Not one of')
})

test('a ledger that is not there: one advice, and the history that waits in one line', () => {
  const absent = findingWith['ledger-absent']('drizzle.__drizzle_migrations')
  const waiting = [0, 1, 2].map((position) => pending(position))
  const text = report(verdictOf([absent, ...waiting]))
  expect(text).toMatch(/^app has drifted: 1 critical, 3 warnings\n/)
  expect(text).toContain('\n\n3 migrations count as pending, since the ledger has no row.\n\n')
  expect(text).not.toMatch(/0000_step|drizzle-kit migrate/)
})

/** An unknown hash in a row whose values are wrong as well. */
function malformed(change: Partial<LedgerRow>, also: 'bad-row' | 'future-row'): Verdict {
  const row = { ...unknownRow(change), id: '7' }
  const era = row.createdAt === null ? 'undated' : 'after'
  const severity = 'critical'
  return verdictOf([
    { kind: 'unknown', key: 'k', severity, hash: row.hash, rows: [row], count: 1, era },
    also === 'future-row'
      ? { kind: also, key: 'f', severity, row }
      : {
          kind: also,
          key: 'b',
          severity,
          row,
          problems: [row.createdAt === null ? 'created-at-null' : 'hash-not-sha256'],
        },
  ])
}

test.for([
  {
    name: 'no date',
    verdict: malformed({ createdAt: null }, 'bad-row'),
    says: ['in a malformed row (2 findings)', 'created_at` is NULL', 'npm run driftwatch -- allow'],
  },
  {
    name: 'a hash that is none',
    verdict: malformed({ hash: 'oops' }, 'bad-row'),
    says: ['`oops`, is no SHA-256', 'No migration can have such a hash'],
  },
  {
    name: 'a date to come',
    verdict: malformed({ createdAt: String(Date.UTC(2027, 0, 1)) }, 'future-row'),
    says: ['dated in the future (2 findings)', '2027-01-01', 'correct or delete the row'],
  },
])('an unknown row with $name is told once, with both', ({ verdict, says }) => {
  const text = report(verdict)
  expect(text).toMatch(/^app has drifted: 2 critical\n/)
  expect(text.match(/^CRITICAL /gm)).toHaveLength(1)
  expect(text.match(/Row `7`/g)).toHaveLength(1)
  for (const part of says) expect(text).toContain(part)
})

test('a row with a hash that is none is not told as a file that was edited', () => {
  const edited = findingWith.edited('0003_orders')
  const badRow = findingWith['bad-row']('0003_orders')
  const text = report(verdictOf([edited, badRow]))
  expect(text).toContain('is not as Drizzle writes it')
  expect(text).not.toContain('was changed after it was applied')
})

test('no right to read: each statement on a line of its own, in full', () => {
  const grants = [
    'GRANT USAGE ON SCHEMA "a" TO <role>;',
    'GRANT SELECT ON TABLE "a"."b" TO <role>;',
  ]
  const message = `The role may not read the ledger \`a.__b\`. Run as its owner: \`${grants.join('` `')}\``
  const unreadable = { cause: 'no-permission', message } as const
  const text = report(verdictOf([], { status: 'unreadable', unreadable }))
  expect(text).toContain(
    `  The role may not read the ledger \`a.__b\`. Run as its owner:\n    ${grants.join('\n    ')}\n`,
  )
})

test('unreadable: why, what to do, and that nothing is known', () => {
  const unreadable = {
    cause: 'wrong-password',
    message: 'The password in `DATABASE_URL` is refused. Set it anew.',
  } as const
  const text = report(verdictOf([], { status: 'unreadable', unreadable }))
  expect(text).toMatch(/^app could not be checked: the database refused the password\n/)
  expect(text).toContain('  The password in `DATABASE_URL` is refused. Set it anew.\n')
  expect(text).toContain('nothing is known')
  expect(text).not.toMatch(/in sync|manifest/)
})

const findingOfAny = (foreign: string) => findingKinds.map((kind) => findingWith[kind](foreign))

/** Marks that combine with the letter before them take no room of their own. */
const columns = (line: string) => Array.from(line.replaceAll(/\p{M}/gu, '')).length

/** What of a text could do more in a terminal or a CI log than be read. */
function harmIn(text: string): string[] {
  return [
    ...(text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu) ?? []),
    // The runner of GitHub Actions trims a line before it looks for `::`, and finds `##[` anywhere.
    ...(text.match(/^\s*::.*|##\[.*|##vso.*/gm) ?? []),
    ...text.split('\n').filter((line) => columns(line) > width && !isCommand(line)),
  ]
}

test.for(hostileCases)('$name is harmless in a terminal and in a CI log', ({ foreign }) => {
  const coverage = { ledger: 'read', schema: { covered: false, because: foreign } } as const
  const verdict = verdictOf(findingOfAny(foreign), { target: foreign, coverage })
  expect(harmIn(report(verdict))).toEqual([])
  const unreadable = { cause: 'unexpected', message: foreign } as const
  expect(harmIn(report({ ...verdict, status: 'unreadable', unreadable }))).toEqual([])
})

test('any findings: harmless, within the width, and within two screens a kind', () => {
  const foreign = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom(...hostileTexts),
  )
  const finding = fc
    .tuple(fc.constantFrom(...findingKinds), foreign)
    .map(([kind, text]) => findingWith[kind](text))
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 200 }), (findings) => {
      const text = report(verdictOf(findings))
      expect(harmIn(text)).toEqual([])
      expect(text.split('\n').length).toBeLessThan(14 * 100)
    }),
    { numRuns: 50 },
  )
})

test('colour marks, and changes no word', () => {
  const marked = (name: string) => (text: string) => `«${name}»${text}«»`
  const palette: Palette = {
    critical: marked('critical'),
    warning: marked('warning'),
    notice: marked('notice'),
    good: marked('good'),
    code: marked('code'),
    command: marked('command'),
    faint: marked('faint'),
    strong: marked('strong'),
  }
  const wide = { width: 10_000 }
  const verdict = verdictOf(findingOfAny('0003_orders'))
  const coloured = terminalReport(verdict, { ...wide, palette })
  const plain = terminalReport(verdict, { ...wide, palette: plainPalette })
  expect(coloured).toContain('«critical»CRITICAL')
  expect(coloured.replaceAll(/«[a-z]*»/g, '')).toBe(plain.replaceAll('`', ''))
})
