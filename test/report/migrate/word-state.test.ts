import { expect, test } from 'vitest'
import { exitCodeOf } from '../../../src/cli/migrate/tell-outcome.ts'
import type { TableCheck } from '../../../src/core/migrate/compare-tables.ts'
import type { Run } from '../../../src/core/migrate/run.ts'
import { documentInMarkdown } from '../../../src/report/audit/markdown.ts'
import { proofDocument } from '../../../src/report/migrate/proof-document.ts'
import { wordState } from '../../../src/report/migrate/word-state.ts'
import { plainText } from '../../../src/report/rich-text.ts'
import { evidenceWith, runWith } from '../../support/migrate-run.ts'

const content = { rows: '2', checksum: 'c' }
const same: TableCheck = {
  name: { schema: 'public', table: 'tenants' },
  columns: ['id'],
  leftOut: [],
  before: content,
  after: content,
}
const other: TableCheck = { ...same, after: { ...content, checksum: 'd' } }
const withTables = (tables: readonly TableCheck[]) => ({ ...evidenceWith('a'), tables })

/** One that failed in one transaction and left nothing, but for a change. */
function runOf({ alreadyThere = [], ...change }: Partial<Run> & { alreadyThere?: string[] }): Run {
  const { facts } = runWith('app')
  return runWith('app', {
    endsTransaction: [],
    state: { status: 'as-before', unseen: undefined },
    evidence: withTables([same]),
    ...change,
    facts: { ...facts, alreadyThere, alreadyGone: [] },
  })
}
test.for([
  { recorded: 0, pending: 1, says: '0 of 1 pending migration is recorded' },
  { recorded: 1, pending: 2, says: '1 of 2 pending migrations is recorded' },
  { recorded: 0, pending: 2, says: '0 of 2 pending migrations are recorded' },
])('$says', ({ recorded, pending, says }) => {
  const state = { status: 'half-done', recorded, pending, objects: [] } as const
  expect(plainText(wordState(runOf({ state })).what)).toContain(says)
})

const unseen = { status: 'as-before', unseen: 'it was not rehearsed.' } as const
const notKnown = { status: 'not-known', because: 'Nothing answers.' } as const

test.for<{ name: string; run: Run; says: string[]; not?: RegExp }>([
  {
    name: 'all was looked at, and is as before',
    run: runOf({}),
    says: ['change or drop has come since.', 'names have the same rows.', 'was rolled back.'],
    not: /not looked at|before the run/,
  },
  {
    name: 'objects were not looked at',
    run: runOf({ state: unseen }),
    says: ['committed was not looked at: it was not rehearsed.'],
    not: /has come since/,
  },
  {
    name: 'no table was named',
    run: runOf({ evidence: withTables([]) }),
    says: ['Rows of tables were not looked at, as --untouched names none.'],
  },
  {
    name: 'tables could not be read',
    run: runOf({ evidence: { because: 'Nothing answers.' } }),
    says: ['could not be looked at: Nothing answers.'],
  },
  {
    name: 'rows differ, and the transaction was one',
    run: runOf({ evidence: withTables([same, other]) }),
    says: ['not the same in public.tenants', 'somebody else has written'],
    not: /a migration or somebody/,
  },
  {
    name: 'rows differ, and a file has a COMMIT',
    run: runOf({ evidence: withTables([other]), endsTransaction: ['0005_x'] }),
    says: ['a migration or somebody else has written', '0005_x ends', 'may have been committed'],
    not: /rolled back/,
  },
  {
    name: 'something was there before',
    run: runOf({ alreadyThere: ['column public.users.x'] }),
    says: ['This was there before the run already: column public.users.x.'],
  },
  {
    name: 'nothing can be seen',
    run: runOf({ state: notKnown }),
    says: ['works in one transaction, so that all'],
  },
  {
    name: 'nothing can be seen, and a file has a COMMIT',
    run: runOf({ state: notKnown, endsTransaction: ['a', 'b'] }),
    says: ['a, b end the', 'a part of them may have been applied without being recorded'],
    not: /works in one transaction/,
  },
])('$name', ({ run, says, not }) => {
  const said = plainText(wordState(run).what)
  for (const each of says) expect(said).toContain(each)
  if (not !== undefined) expect(said).not.toMatch(not)
})

test.for([
  { name: 'no file ends it', change: {}, isSaid: true },
  { name: 'a file ends it', change: { endsTransaction: ['0005_x'] }, isSaid: false },
  {
    name: 'half of it is there',
    change: { state: { status: 'half-done', recorded: 0, pending: 1, objects: [] } as const },
    isSaid: false,
  },
])('"in one transaction" is said only where it is so: $name', ({ change, isSaid }) => {
  const proof = documentInMarkdown(proofDocument(runOf(change)))
  expect(proof.includes('in one transaction')).toBe(isSaid)
})

test.for([
  { name: 'all is as before', tables: [same], code: 2 },
  { name: 'rows differ', tables: [same, other], code: 1 },
])('a run that was stopped: exit $code where $name', ({ tables, code }) => {
  const ended = { how: 'stopped', words: 'It was stopped.', ms: 1 } as const
  const run = runOf({ ended, evidence: withTables(tables) })
  expect(exitCodeOf({ status: 'ran', run })).toBe(code)
})
