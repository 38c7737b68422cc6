import { expect, test } from 'vitest'
import type { Finding, FindingOf, Place } from '../../src/core/finding.ts'
import type { Migration } from '../../src/core/migration.ts'
import { plainText } from '../../src/report/rich-text.ts'
import { wordFinding } from '../../src/report/wording.ts'
import { findingKinds, findingWith, unknownRow } from '../support/findings.ts'
import { allowanceOf, applied, hashOfText, migration, now, ruleOf } from '../support/history.ts'

const orphan = '6cec6782aaf9057166ccb08a58ef9b80d73f31313388e5223707008c0bd35984'
const orphanRow = unknownRow({ hash: orphan, createdAt: '1764195174560' })
const orders = migration(3, { tag: '0003_orders' })
const facts = { key: 'k', severity: 'critical' } as const

/** All that is said of a finding, each part on a line of its own. */
function told(finding: Finding) {
  const { title, what, likely, consequence, next } = wordFinding(finding, now)
  return {
    title: plainText(title),
    what: plainText(what),
    likely: plainText(likely),
    effect: plainText(consequence),
    next: next.map(({ text }) => plainText(text)).join('\n'),
    commands: next.flatMap(({ command }) => command ?? []),
  }
}

const place: Place = { schema: 'drizzle', table: '__drizzle_migrations', shape: '0.x' }

function insertOf({ hash, when }: Migration): string {
  return `INSERT INTO "drizzle"."__drizzle_migrations" (hash, created_at) VALUES ('${hash}', ${when});`
}

/** A text as a pattern that matches it and nothing else. */
function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

function vanished(change: Partial<FindingOf<'vanished'>>): Finding {
  const row = applied(orders)
  const lastSeenAt = now - 3_600_000
  return { kind: 'vanished', ...facts, row, lastSeenAt, migration: orders, place, ...change }
}

function unknown(change: Partial<Extract<Finding, { kind: 'unknown' }>> = {}): Finding {
  const rows = { hash: orphan, rows: [orphanRow], count: 1 }
  return { kind: 'unknown', ...facts, ...rows, era: 'before', ...change }
}

const rows: readonly {
  readonly name: string
  readonly finding: Finding
  readonly says: { readonly [Part in keyof ReturnType<typeof told>]?: RegExp }
}[] = [
  {
    name: 'unknown, before the history: a legacy row, with its time',
    finding: unknown(),
    says: {
      title: /^Unknown hash 6cec6782… in the ledger$/,
      what: /^Row 1 records a migration, generated 2025-11-26 22:12 UTC, 3 months ago, that is neither declared nor allowed\.$/,
      likely: /legacy row from before the history.*squashed/,
      effect: /0\.x ignores it; an upgrade to Drizzle 1\.0 stops/,
      next: /accept it and say why/,
      commands: new RegExp(`^npm run driftwatch -- allow ${orphan} --reason '…' --owner '…'$`),
    },
  },
  {
    name: 'unknown, within: a branch or a deleted file, to be looked for in git first',
    finding: unknown({ era: 'within' }),
    says: {
      likely: /branch and never merged.*deleted/,
      commands: /^npm run driftwatch -- manifest .*\nnpm run driftwatch -- allow/,
    },
  },
  {
    name: 'unknown, after: a manifest to publish first, and migrations that will be skipped',
    finding: unknown({ era: 'after' }),
    says: {
      likely: /manifest is not published yet/,
      effect: /skip, without a word,.*before 2025-11-26 22:12 UTC/,
      commands: /^npm run driftwatch -- manifest .*\nnpm run driftwatch -- allow/,
    },
  },
  {
    name: 'unknown, undated: written by hand, and everything runs again',
    finding: unknown({ era: 'undated', rows: [{ ...orphanRow, createdAt: null }] }),
    says: { what: /without a date/, likely: /by hand/, effect: /runs every migration again/ },
  },
  {
    name: 'unknown in a ledger of 1.0: names, not dates, decide',
    finding: unknown({ era: 'after', rows: [{ ...orphanRow, name: '20251126_gone' }] }),
    says: { effect: /Drizzle 1\.0 ignores a row whose folder/ },
  },
  {
    name: 'unknown, several rows of one hash',
    finding: unknown({ rows: [orphanRow, { ...orphanRow, id: '2' }], count: 7 }),
    says: { what: /^7 rows \(ids 1, 2, …\) record a migration, generated 2025-11-26 22:12 UTC/ },
  },
  {
    name: 'unknown, and no hash at all: nothing to allow',
    finding: unknown({ hash: 'oops', rows: [{ ...orphanRow, hash: 'oops' }] }),
    says: { next: /No migration can have such a hash.*delete it/, commands: /^$/ },
  },
  {
    name: 'unknown, in upper case: allowed as Drizzle writes it',
    finding: unknown({ hash: orphan.toUpperCase() }),
    says: { commands: new RegExp(`^npm run driftwatch -- allow ${orphan} `) },
  },
  {
    name: 'ahead: a deploy in flight, which pages if it stays',
    finding: {
      kind: 'ahead',
      ...facts,
      severity: 'notice',
      hash: orphan,
      rows: [orphanRow],
      count: 1,
      firstSeenAt: now - 300_000,
    },
    says: {
      title: /6cec6782… is ahead of the manifest/,
      what: /newer than all that is declared; first seen 2026-03-01 11:55 UTC, 5 minutes ago/,
      effect: /counts as unknown/,
      commands: /^npm run driftwatch -- manifest/,
    },
  },
  {
    name: 'pending within its grace: a deploy under way',
    finding: { kind: 'pending', ...facts, severity: 'notice', migration: orders },
    says: { title: /^0003_orders is not applied yet$/, likely: /deploy is under way/ },
  },
  {
    name: 'pending for longer: the migrate step',
    finding: { kind: 'pending', ...facts, severity: 'warning', migration: orders, place },
    says: {
      what: /generated 2026-01-04 00:00 UTC/,
      likely: /migrate step failed; or it was applied, and its row was deleted/,
      effect: /next migrate will run it.*if it was applied before, that migrate fails/,
      next: /^Unless it was applied before, run.*\nIf the database already has what it makes, put its row back/,
      commands: new RegExp(`^npx drizzle-kit migrate\n${literally(insertOf(orders))}$`),
    },
  },
  {
    name: 'pending (1.0): the row that is put back has its name',
    finding: {
      kind: 'pending',
      ...facts,
      severity: 'warning',
      migration: orders,
      place: { ...place, shape: '1.0' },
    },
    says: {
      commands: new RegExp(
        literally(
          `INSERT INTO "drizzle"."__drizzle_migrations" (hash, created_at, name, applied_at) VALUES ('${orders.hash}', ${orders.when}, '0003_orders', NULL);`,
        ),
      ),
    },
  },
  {
    name: 'pending in a ledger without rows: no advice to migrate before that is settled',
    finding: {
      kind: 'pending',
      ...facts,
      severity: 'warning',
      migration: orders,
      place,
      ledgerIsEmpty: true,
    },
    says: { likely: /no row at all/, next: /^Settle that finding first/, commands: /^$/ },
  },
  {
    name: 'pending where names are more than names: nothing foreign in a statement',
    finding: {
      kind: 'pending',
      ...facts,
      severity: 'warning',
      migration: { ...orders, tag: "x'); DROP TABLE y; --" },
      place: { schema: 'a"b', table: 'c', shape: '1.0' },
    },
    says: { commands: /INSERT INTO <schema>\.<table> .*, '<name>', NULL\);$/ },
  },
  {
    name: 'skipped: never, because of which row, and above which time',
    finding: {
      kind: 'skipped',
      ...facts,
      migration: orders,
      overshadowedBy: applied(migration(4)),
      place,
    },
    says: {
      title: /^0003_orders will never be applied$/,
      what: /row 5 has a later date, 2026-01-05 00:00 UTC/,
      likely: /its own row was deleted from the ledger/,
      effect: /skips this one and reports success/,
      next: new RegExp(
        `^Look whether the database already has.*\nIf not, raise its when in meta/_journal.json above ${migration(4).when},`,
      ),
      commands: new RegExp(`^${literally(insertOf(orders))}\nnpm run driftwatch -- manifest`),
    },
  },
  {
    name: 'edited: both hashes, and the old one to accept',
    finding: {
      kind: 'edited',
      ...facts,
      migration: orders,
      row: applied(orders, { hash: orphan }),
    },
    says: {
      title: /^0003_orders was changed after it was applied$/,
      what: /records it with hash 6cec6782…; its file has hash 30303033…/,
      effect: /never compares hashes/,
      next: /^See how the file changed, in the application's repository:\nPut the file back/,
      commands: new RegExp(
        `^git log -p -- '\\*0003_orders\\*\\.sql'\nnpm run driftwatch -- allow ${orphan} `,
      ),
    },
  },
  {
    name: 'edited, under a name that no shell should see',
    finding: {
      kind: 'edited',
      ...facts,
      migration: { ...orders, tag: "a' $(reboot)" },
      row: applied(orders, { hash: orphan }),
    },
    says: { commands: /^git log -p -- <file>\n/ },
  },
  {
    name: 'line endings: nothing has to be done',
    finding: {
      kind: 'line-endings',
      ...facts,
      severity: 'notice',
      migration: orders,
      row: applied(orders),
      form: 'crlf+bom',
    },
    says: {
      what: /CRLF line endings, a byte order mark, no final newline/,
      effect: /^None for the database/,
      next: /^Nothing has to be done.*eol=lf to \.gitattributes/,
    },
  },
  {
    name: 'restamped (0.x), to be run again: both times',
    finding: {
      kind: 'restamped',
      ...facts,
      migration: orders,
      row: applied(orders, { createdAt: '1767571200005' }),
      willRunAgain: true,
    },
    says: {
      title: /recorded under another date/,
      likely: /when was changed after/,
      effect: /runs it once more, and most likely fails/,
      next: new RegExp(`when back to 1767571200005, .*row 4 to ${orders.when}`),
    },
  },
  {
    name: 'restamped (1.0): the folder was renamed',
    finding: {
      kind: 'restamped',
      ...facts,
      migration: orders,
      row: applied(orders, { name: '20260104_old_name' }),
      willRunAgain: true,
    },
    says: {
      title: /recorded under another name/,
      likely: /folder was renamed/,
      next: /back to 20260104_old_name, or set the name of row 4 to 0003_orders/,
    },
  },
  {
    name: 'restamped (1.0) without a name: a 0.x client wrote it',
    finding: {
      kind: 'restamped',
      ...facts,
      migration: orders,
      row: applied(orders),
      willRunAgain: true,
    },
    says: { title: /without its name/, likely: /0\.x client/, next: /Set the name of row 4/ },
  },
  {
    name: 'restamped, harmless now',
    finding: {
      kind: 'restamped',
      ...facts,
      migration: orders,
      row: applied(orders, { createdAt: '1' }),
      willRunAgain: false,
    },
    says: { effect: /will not run it again/ },
  },
  {
    name: 'duplicate: data may be there twice',
    finding: { kind: 'duplicate', ...facts, migration: orders, row: applied(orders, { id: '9' }) },
    says: { likely: /takes no lock/, effect: /happened twice/, next: /delete row 9/ },
  },
  {
    name: 'a row in the future: all that is generated until then is skipped',
    finding: {
      kind: 'future-row',
      ...facts,
      row: unknownRow({ createdAt: String(Date.UTC(2027, 0, 1)) }),
    },
    says: {
      what: /dated 2027-01-01 00:00 UTC, in 10 months/,
      effect: /skips every migration that is generated/,
    },
  },
  {
    name: 'a bad row (0.x) with NULL: everything runs again',
    finding: {
      kind: 'bad-row',
      ...facts,
      row: unknownRow({ createdAt: null }),
      problems: ['created-at-null'],
      migration: orders,
    },
    says: {
      what: /created_at is NULL\. It stands for 0003_orders/,
      effect: /runs every migration again, every time/,
      next: new RegExp(`In row 1, set its created_at to ${orders.when}\\.`),
    },
  },
  {
    name: 'a bad row in seconds, with a hash that is none',
    finding: {
      kind: 'bad-row',
      ...facts,
      row: unknownRow({ createdAt: '1767744000', hash: 'oops' }),
      problems: ['created-at-in-seconds', 'hash-not-sha256'],
    },
    says: { what: /1767744000, is in seconds.*oops, is no SHA-256/, effect: /January 1970/ },
  },
  {
    name: 'a bad row in a ledger of 1.0',
    finding: {
      kind: 'bad-row',
      ...facts,
      row: unknownRow({ createdAt: null, name: 'x' }),
      problems: ['created-at-null'],
    },
    says: { effect: /1\.0 goes by names/ },
  },
  {
    name: 'vanished, the last row: it runs again, nobody should migrate, and how to put it back',
    finding: vanished({ fate: 'runs-again' }),
    says: {
      title: /^Row 4 has vanished from the ledger$/,
      what: /recorded 0003_orders.*last seen 2026-03-01 11:00 UTC, 60 minutes ago/,
      likely: /restored or reset/,
      effect: /next migrate runs 0003_orders again/,
      next: /Nobody should migrate.*\nIf the database still has what it recorded, put the row back/,
      commands: new RegExp(`^${literally(insertOf(orders))}$`),
    },
  },
  {
    name: 'vanished, older than the newest row: Drizzle 0.x passes it over',
    finding: vanished({ fate: 'skipped' }),
    says: { effect: /Drizzle 0\.x skips 0003_orders, without a word, since a newer row/ },
  },
  {
    name: 'vanished, and another row stands for it: nothing to insert',
    finding: vanished({ fate: 'recorded' }),
    says: { effect: /Another row stands for 0003_orders/, next: /change it back/, commands: /^$/ },
  },
  {
    name: 'vanished, from before anybody kept its fate',
    finding: vanished({}),
    says: { effect: /^Drizzle may run 0003_orders again/ },
  },
  {
    name: 'vanished (1.0): its row is put back with its name',
    finding: vanished({ row: applied(orders, { name: '20260104_orders' }) }),
    says: { commands: /name, applied_at\) VALUES \(.*, '20260104_orders', NULL\);$/ },
  },
  {
    name: 'vanished, with values that Drizzle does not write: no statement with them',
    finding: vanished({ row: applied(orders, { hash: "x'); DROP TABLE y; --" }) }),
    says: { commands: /^$/ },
  },
  {
    name: 'no ledger, and another one that looks like it',
    finding: {
      kind: 'ledger-absent',
      ...facts,
      ledger: 'drizzle.__drizzle_migrations',
      state: 'absent',
      elsewhere: ['public.__drizzle_migrations'],
      declared: 1,
    },
    says: {
      title: /drizzle\.__drizzle_migrations does not exist$/,
      what: /^1 migration is declared/,
      commands: /--ledger public\.__drizzle_migrations$/,
    },
  },
  {
    name: 'no ledger, and a name that no shell should see',
    finding: {
      kind: 'ledger-absent',
      ...facts,
      ledger: 'a.b',
      state: 'absent',
      elsewhere: ['$(reboot)'],
      declared: 2,
    },
    says: { what: /\$\(reboot\)/, commands: /--ledger <schema>\.<table>$/ },
  },
  {
    name: 'an empty ledger',
    finding: {
      kind: 'ledger-absent',
      ...facts,
      ledger: 'a.b',
      state: 'empty',
      elsewhere: [],
      declared: 2,
    },
    says: {
      title: /is empty$/,
      likely: /^The first migrate failed/,
      effect: /runs the whole history/,
      next: /connection string.*Migrate only if it is a new one/,
    },
  },
  {
    name: 'a ledger that was emptied: how many rows it had, and when',
    finding: {
      kind: 'ledger-absent',
      ...facts,
      ledger: 'a.b',
      state: 'empty',
      elsewhere: [],
      declared: 2,
      before: { rows: 6, seenAt: now - 3_600_000 },
    },
    says: {
      likely: /^It had 6 rows when it was last seen, 2026-03-01 11:00 UTC.*they were deleted/,
      next: /Nobody should migrate before that is known/,
    },
  },
  {
    name: 'an allowance that nothing needs',
    finding: {
      kind: 'allowance-unused',
      ...facts,
      severity: 'notice',
      allowance: allowanceOf(orphan),
    },
    says: { title: /6cec6782… is not used/, what: /2026-02-14 by platform/, next: /Delete/ },
  },
  {
    name: 'an allowance that has run out',
    finding: {
      kind: 'allowance-expired',
      ...facts,
      allowance: allowanceOf(hashOfText('x'), { expires: '2026-02-20' }),
    },
    says: { what: /last day was 2026-02-20/, commands: /--replace --reason .*--expires/ },
  },
  {
    name: 'an allowance for one manifest that has run out: renewed for that one',
    finding: {
      kind: 'allowance-expired',
      ...facts,
      allowance: allowanceOf(hashOfText('x'), { expires: '2026-02-20', manifest: 'shop' }),
    },
    says: { commands: /--replace --manifest shop --reason/ },
  },
  {
    name: 'a rule that nothing needs',
    finding: {
      kind: 'rule-unused',
      ...facts,
      severity: 'notice',
      rule: ruleOf('table public.audit_*'),
    },
    says: {
      title: /^The rule that ignores table public\.audit_\* is not used$/,
      what: /2026-02-14 by platform.*Nothing that it means differs/,
      next: /Delete its entry/,
    },
  },
  {
    name: 'a rule that has run out: renewed for the manifest that it was for',
    finding: {
      kind: 'rule-expired',
      ...facts,
      severity: 'warning',
      rule: ruleOf('table public.audit_*', { expires: '2026-02-20', manifest: 'shop' }),
    },
    says: {
      what: /last day was 2026-02-20/,
      commands: /ignore 'table public\.audit_\*' --replace --manifest shop --reason .* --expires/,
    },
  },
  {
    name: 'a rule whose name no shell should see: for the reader to fill in',
    finding: {
      kind: 'rule-expired',
      ...facts,
      severity: 'warning',
      rule: ruleOf("table public.x' $(reboot)", { expires: '2026-02-20' }),
    },
    says: { commands: /ignore '<type> <name>' --replace --reason/ },
  },
]

test.for(rows)('$name', ({ finding, says }) => {
  const all = told(finding)
  const parts = Object.entries({ ...all, commands: all.commands.join('\n') })
  const expected = new Map(Object.entries(says))
  for (const [part, text] of parts) expect(text).toMatch(expected.get(part) ?? /(?:)/)
})

test('every kind has a row above, or in wording-schema.test.ts', () => {
  const seen = new Set<string>(rows.map(({ finding }) => finding.kind))
  for (const kind of ['lacking', 'changed', 'extra']) seen.add(kind)
  expect(findingKinds.filter((kind) => !seen.has(kind))).toEqual([])
})

test.for(findingKinds)(
  '%s: whole sentences, and no word that means something else here',
  (kind) => {
    const { title, what, likely, effect, next } = told(findingWith[kind]('0003_orders'))
    expect(title).not.toMatch(/[.:]$/)
    for (const text of [what, likely, effect]) expect(text).toMatch(/^[A-Z0-9].*[.]$/s)
    expect(next).toMatch(/[.:]$/)
    expect([title, what, likely, effect, next].join(' ')).not.toMatch(
      /missing|\blocal|remote|actual/i,
    )
  },
)
