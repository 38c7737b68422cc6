import { expect, test } from 'vitest'
import { plainText } from '../../src/report/rich-text.ts'
import { wordStorm, wordTitle } from '../../src/report/wording-event.ts'
import { now } from '../support/history.ts'
import { ended, living, messageOf, storm, textsOf, unknown } from '../support/slack-events.ts'

const last = { ...storm, count: 1, sample: [unknown] }

test.for([
  ['hash', '1 hash is neither declared nor allowed', '2 hashes are neither declared nor allowed'],
  ['migration', '1 migration is not applied', '2 migrations are not applied'],
  [
    'restamped',
    '1 migration is recorded under another date or name',
    '2 migrations are recorded under another date or name',
  ],
  ['duplicate', '1 row repeats what is recorded', '2 rows repeat what is recorded already'],
  ['future-row', '1 row is dated in the future', '2 rows are dated in the future'],
  ['bad-row', '1 row is not as Drizzle writes it', '2 rows are not as Drizzle writes them'],
  ['vanished', '1 row has vanished from the ledger', '2 rows have vanished from the ledger'],
  ['expired', '1 allowance has run out', '2 allowances have run out'],
  ['schema', '1 object differs from the migrations', '2 objects differ from the migrations'],
  ['rule-expired', '1 rule has run out', '2 rules have run out'],
  ['of-another-kind', '1 finding of one kind', '2 findings of one kind'],
] as const)('%s: one and many', ([of, one, many]) => {
  expect(plainText(wordTitle({ ...storm, of, count: 1 }, now))).toContain(one)
  expect(plainText(wordTitle({ ...storm, of, count: 2 }, now))).toBe(many)
})

test('what is left of a storm is not called many at once', () => {
  expect(plainText(wordStorm(storm))).toContain('So many at once')
  expect(plainText(wordStorm({ ...storm, count: 50 }))).toContain('told as one until none is left')
  expect(plainText(wordStorm(last))).toContain('the last of many')
})

test('a storm of objects: what makes so many differ, and that it is over', () => {
  const objects = { ...storm, of: 'schema', count: 57 }
  const text = textsOf(messageOf([living(objects)])).join('\n')
  expect(text).toContain('57 objects differ from the migrations')
  expect(text).toContain('one cause: a migration that was skipped')
  const end = textsOf(messageOf([ended(objects, 'explained')])).join('\n')
  expect(end).toContain('The database is there as the migrations make it, or a rule ignores it.')
  expect(end).not.toContain('ledger')
})

test('the last of a storm, and its end', () => {
  const text = textsOf(messageOf([living(last, 'change')])).join('\n')
  expect(text).toContain('1 hash is neither declared nor allowed')
  expect(text).not.toContain('together')
  const end = textsOf(messageOf([ended(last, 'explained')])).join('\n')
  expect(end).toContain('“1 hash is neither declared nor allowed”')
})
