import { expect, test } from 'vitest'
import { objectTypes } from '../../src/core/schema/catalog-object.ts'
import { plainText } from '../../src/report/rich-text.ts'
import { wordFinding } from '../../src/report/wording.ts'
import { findingWith, objectFinding } from '../support/findings.ts'
import { now } from '../support/history.ts'
import { living, messageOf, textsOf } from '../support/slack-events.ts'

type Finding = ReturnType<typeof objectFinding>

/** All that any sink may say of a finding, each part on a line of its own. */
function told(finding: Finding) {
  const { title, what, likely, consequence, next } = wordFinding(finding, now)
  return {
    title: plainText(title),
    what: plainText(what),
    likely: plainText(likely),
    effect: plainText(consequence),
    next: next.map(({ text }) => plainText(text)).join('\n'),
    commands: next.flatMap(({ command }) => command ?? []).join('\n'),
  }
}

const ignoring = (pattern: string) =>
  `npm run driftwatch -- ignore '${pattern}' --reason '…' --owner '…'`

const text = { type: 'text' }

const rows: readonly {
  readonly name: string
  readonly finding: Finding
  readonly says: { readonly [Part in keyof ReturnType<typeof told>]?: RegExp | string }
}[] = [
  {
    name: 'a column patched in by hand: its type, what it means, and the two ways out',
    finding: objectFinding('extra', 'column public.intake_clarifications.source', {
      ...text,
      'not null': 'yes',
      default: "'x'::text",
    }),
    says: {
      title:
        'public.intake_clarifications.source: this column is in the database and in no migration',
      what: 'No applied migration makes it (text, not null).',
      likely: 'Made by hand, or by a migration that the manifest does not have.',
      effect: /^A new database.*does not have this.*“already exists”\.$/,
      next: /^To keep this, let driftwatch codify write the migration.*drop it by hand \(driftwatch revert has the SQL\)\.\nOr accept/,
      commands: ignoring('column public.intake_clarifications.source'),
    },
  },
  {
    name: 'an extra column that every insert of Drizzle trips over',
    finding: objectFinding('extra', 'column public.a.b', { ...text, 'not null': 'yes' }),
    says: { effect: /^It takes no NULL and has no default, so an insert.*fails/ },
  },
  {
    name: 'one that is generated fills itself',
    finding: objectFinding('extra', 'column public.a.b', {
      ...text,
      'not null': 'yes',
      generated: 'stored',
    }),
    says: { effect: /^A new database/ },
  },
  {
    name: 'a column that is lacking breaks queries',
    finding: objectFinding('lacking', 'column public.a.b', text),
    says: {
      title: 'public.a.b: this column is in the migrations and not in the database',
      what: 'The applied migrations make it (text).',
      effect: /^Every query that names it fails/,
      next: /^Put it back by hand.*let driftwatch codify write the migration\./,
    },
  },
  {
    name: 'a table with its parts, which are not told one by one',
    finding: objectFinding('lacking', 'table public.orders', {}, { parts: 12 }),
    says: {
      what: 'The applied migrations make it, and 12 objects that are part of it.',
      effect: 'Every query on it fails.',
    },
  },
  {
    name: 'a single part',
    finding: objectFinding('extra', 'table public.orders', {}, { parts: 1 }),
    says: { what: 'No applied migration makes it, nor 1 object that is part of it.' },
  },
  {
    name: 'changed: of a column both types, of the rest the names',
    finding: objectFinding('changed', 'column public.users.email', {
      type: ['text', 'character varying(20)'],
      'not null': ['yes', null],
      default: [null, "'sk_live'"],
    }),
    says: {
      title: 'public.users.email: this column is not as the migrations make it',
      what: 'What differs: type (declared text, live character varying(20)), not null (declared yes, live no), default.',
      effect: /^Values may be refused.*The code can meet a NULL.*An insert that leaves it out/,
    },
  },
  {
    name: 'renamed: both names, and what goes with it',
    finding: objectFinding(
      'changed',
      'column public.users.email',
      { name: ['email', 'mail'] },
      { parts: 3 },
    ),
    says: {
      title: 'public.users.email: this column was probably renamed by hand',
      what: 'What differs: name (declared email, live mail). In nothing else differ 3 objects that are part of it.',
      effect: 'Every statement that names it as declared fails.',
      next: /^Rename it back by hand; or, to keep the new name/,
    },
  },
  {
    name: 'skipped: the migration comes first, and nothing is to be ignored',
    finding: objectFinding('lacking', 'column public.a.b', text, {
      because: { why: 'skipped', tag: '0007_add_x' },
    }),
    says: {
      likely: '0007_add_x was skipped, which explains it.',
      next: /^Settle 0007_add_x first, which is a finding of its own/,
      commands: '',
    },
  },
  {
    name: 'pending, and there already: the next migrate fails',
    finding: objectFinding('extra', 'column public.a.b', text, {
      because: { why: 'pending', tag: '0009_more' },
    }),
    says: {
      title:
        'public.a.b: this column is in the database, and no migration that was applied makes it',
      likely:
        '0009_more is pending, and this of it is done already: it was applied and not recorded, or by hand.',
      effect: /^The next migrate will fail with “already exists”/,
      next: /^If 0009_more can run twice, run it: .* migrate rehearses it.*record --only 0009_more prints/,
    },
  },
  {
    name: 'pending, and gone already: the next migrate fails',
    finding: objectFinding('lacking', 'column public.a.b', text, {
      because: { why: 'pending', tag: '0009_less' },
    }),
    says: {
      title: 'public.a.b: this column is in the migrations and not in the database',
      what: 'The applied migrations make it (text).',
      likely:
        '0009_less is pending, and this of it is done already: it was applied and not recorded, or by hand.',
      effect: /^The next migrate will fail with “does not exist”, unless .* IF EXISTS\.$/,
    },
  },
  {
    name: 'pending, and changed already',
    finding: objectFinding(
      'changed',
      'column public.a.b',
      { type: ['a', 'b'] },
      { because: { why: 'pending', tag: '0009_more' } },
    ),
    says: { effect: /makes the same change once more, and may fail/ },
  },
  {
    name: 'edited: what ran is not what the file says',
    finding: objectFinding(
      'lacking',
      'index public.a.b',
      {},
      {
        because: { why: 'edited', tag: '0003_orders' },
      },
    ),
    says: { likely: /^0003_orders was edited after it was applied, which explains it: what ran/ },
  },
  {
    name: 'extra, as a skipped migration is to drop or to make it: no word on a new database',
    finding: objectFinding(
      'extra',
      'index public.a.b',
      {},
      {
        because: { why: 'skipped', tag: '0003_orders' },
      },
    ),
    says: {
      likely: /if it is to drop this.*if it is to make this/,
      effect: /^(?!.*new database)/i,
    },
  },
  {
    name: 'row security off: all rows are open, and the statement that closes them',
    finding: objectFinding('changed', 'table public.payments', { 'row security': ['yes', null] }),
    says: {
      what: 'What differs: row security (declared yes, live no).',
      effect: /^No policy holds: every role.*gets all of its rows/,
      commands: `ALTER TABLE "public"."payments" ENABLE ROW LEVEL SECURITY;\n${ignoring('table public.payments')}`,
    },
  },
  {
    name: 'row security on, though not declared: nothing to switch on',
    finding: objectFinding('changed', 'table public.payments', { 'row security': [null, 'yes'] }),
    says: {
      effect: /only the rows that a policy lets through, and without a policy none/,
      commands: ignoring('table public.payments'),
    },
  },
  {
    name: 'an invalid index: not used, and paid for',
    finding: objectFinding('changed', 'index public.payments.by_day', { valid: [null, 'no'] }),
    says: {
      what: 'What differs: valid (declared yes, live no).',
      effect: /^It is not used by any query, and every write still pays for it/,
      commands: /^REINDEX INDEX CONCURRENTLY "public"\."by_day";\n/,
    },
  },
  {
    name: 'a check that is not enforced is not said to check new rows',
    finding: objectFinding('changed', 'constraint public.users.mail', {
      definition: ['CHECK (mail)', 'CHECK (mail) NOT ENFORCED'],
      validated: [null, 'no'],
    }),
    says: { effect: 'The table may hold rows that break it.' },
  },
  {
    name: 'a disabled trigger does not fire',
    finding: objectFinding('changed', 'trigger public.payments.audit', { enabled: [null, 'no'] }),
    says: {
      effect: 'It does not fire.',
      commands: /^ALTER TABLE "public"\."payments" ENABLE TRIGGER "audit";\n/,
    },
  },
  {
    name: 'an index that is lacking slows; a unique one lets duplicates in',
    finding: objectFinding('lacking', 'index public.a.b', { unique: 'yes', definition: 'x' }),
    says: { effect: /^The database takes duplicates that it should refuse, upserts.*slow\.$/ },
  },
  {
    name: 'an index without need',
    finding: objectFinding('extra', 'index public.a.b', { definition: 'x' }),
    says: { effect: /^Every write to the table pays for it\. A new/ },
  },
]

test.for(rows)('$name', ({ finding, says }) => {
  const all = new Map(Object.entries(told(finding)))
  for (const [part, expected] of Object.entries(says)) {
    if (typeof expected === 'string') expect(all.get(part)).toBe(expected)
    else expect(all.get(part)).toMatch(expected)
  }
})

test.for(objectTypes)('%s: an effect of its own, in whole sentences', (type) => {
  const named = `${type} public.a.b`
  for (const kind of ['lacking', 'extra'] as const) {
    const { what, likely, effect, next } = told(objectFinding(kind, named))
    for (const part of [what, likely, effect, next]) expect(part).toMatch(/^[A-Z].*[.:]$/s)
    expect(effect).not.toBe('What needs it fails.')
  }
  const changed = told(objectFinding('changed', named, { definition: ['a', 'b'] }))
  expect(changed.what).toBe('What differs: definition.')
  expect(changed.effect).toMatch(/^[A-Z].*\.$/)
})

test.for([`x' $(reboot)`, 'x\ny', '<!channel>', '', 'x`y`', 'x'.repeat(5000)])(
  'a name such as %j is in no command',
  (foreign) => {
    for (const kind of ['lacking', 'changed', 'extra'] as const) {
      const finding = findingWith[kind](foreign)
      if (!('object' in finding)) throw new Error('is of an object')
      const { because: _, ...unexplained } = finding
      const { commands } = told(unexplained)
      expect(commands).toBe(ignoring('<type> <name>'))
    }
  },
)

const secret = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'

test('no definition is in any message, though the finding has it', () => {
  const aspects = ['body', 'definition', 'default', 'using', 'values', 'settings', 'checks']
  const both = Object.fromEntries(aspects.map((name) => [name, [secret, `${secret}2`] as const]))
  const one = Object.fromEntries(aspects.map((name) => [name, secret]))
  const findings = objectTypes.flatMap((type) => [
    objectFinding('changed', `${type} public.a.b`, both),
    objectFinding('lacking', `${type} public.a.b`, one),
    objectFinding('extra', `${type} public.a.b`, one),
  ])
  for (const finding of findings) {
    expect(Object.values(told(finding)).join('\n')).not.toContain(secret)
    expect(textsOf(messageOf([living(finding)])).join('\n')).not.toContain(secret)
  }
  expect(told(objectFinding('changed', 'view public.a', both)).what).toBe(
    'What differs: body, definition, default, using, values, settings, checks.',
  )
})

test('ten columns in a message: three in full, the others by name, what they share once', () => {
  const because = { why: 'skipped', tag: '0007_add_x' } as const
  const names = Array.from({ length: 10 }, (_, index) => `c${index}`)
  const message = messageOf(
    names.map((name) =>
      living(objectFinding('lacking', `column public.orders.${name}`, text, { because })),
    ),
  )
  const all = textsOf(message).slice(1).join('\n')
  for (const name of names) expect(all).toContain(`\`public.orders.${name}\`: this column`)
  expect(all.match(/was skipped, which explains it/g)).toHaveLength(1)
  expect(all.match(/Settle `0007_add_x` first/g)).toHaveLength(1)
})
