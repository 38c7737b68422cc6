import { describe, expect, test } from 'vitest'
import { defaultLedgerTable } from '../../src/core/ledger.ts'
import { readTarget, type SchemaWanted } from '../../src/io/read-target.ts'
import { linesPart } from '../../src/io/schema-part.ts'
import { ReadError } from '../../src/io/read-error.ts'
import type { Query, Rows } from '../../src/io/run-batch.ts'
import { sqlStateError } from '../../src/io/sql-state.ts'

const settings: Rows = [['5000']]
const rows: Rows = [['17.5', 'boolean[]', '[["1", "a", "1", null]]']]
const ledger = [settings, rows]
const timeout: Rows = [['8000']]
const digest: Rows = [['0'.repeat(32)]]
const line = 'table\tpublic\t\tusers'
const catalog: Rows = [[line, 'extension=1']]

/** Answers of a database, one batch after the other; an error is thrown. */
function answering(...answers: readonly (readonly Rows[] | Error)[]) {
  const asked: (readonly Query[])[] = []
  const run = (queries: readonly Query[]) => {
    const next = answers[asked.length] ?? new Error('more was asked than is answered')
    asked.push(queries)
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
  }
  const read = (schema: SchemaWanted) => readTarget(run, defaultLedgerTable, schema)
  return { asked, read }
}

const unknown: SchemaWanted = { isKnown: () => false }

test('a whole answer is read', async () => {
  const { read } = answering([...ledger, timeout, catalog])
  expect(await read(linesPart)).toMatchObject({
    schema: { status: 'read', lines: line, leftOut: 'extension=1' },
  })
})

test('a whole second answer has the digest, too', async () => {
  const { read } = answering([...ledger, digest], [...ledger, timeout, catalog, digest])
  expect(await read(unknown)).toMatchObject({
    schema: { status: 'read', digest: digest[0]?.[0], lines: line, leftOut: 'extension=1' },
  })
})

test('what the query does not count yet is nothing', async () => {
  const { read } = answering([...ledger, timeout, [[line]]])
  expect(await read(linesPart)).toMatchObject({ schema: { leftOut: '' } })
})

test('the longer timeout is set after the ledger is read, and before the catalog is', async () => {
  const { asked, read } = answering([...ledger, timeout, catalog])
  await read(linesPart)
  const timeouts = asked[0]?.map(({ text }) => /'statement_timeout', '(\d+)'/.exec(text)?.[1])
  expect(timeouts).toEqual(['5000', undefined, '8000', undefined])
})

describe('malformed, and never a schema without objects', () => {
  test.for<{ name: string; answers: readonly Rows[] }>([
    { name: 'no answer', answers: [] },
    { name: 'no catalog', answers: [timeout] },
    { name: 'no row', answers: [timeout, []] },
    { name: 'NULL', answers: [timeout, [[null, '']]] },
    { name: 'an empty text', answers: [timeout, [['', '']]] },
    { name: 'two rows', answers: [timeout, [[line], [line]]] },
    { name: 'a line of less than an identity', answers: [timeout, [['table\tpublic\tx']]] },
    { name: 'a line without a type', answers: [timeout, [['\tpublic\t\tx']]] },
    { name: 'an empty line among others', answers: [timeout, [[`${line}\n\n${line}`]]] },
    { name: 'a page', answers: [timeout, [['<html>']]] },
  ])('$name', async ({ answers }) => {
    const { read } = answering([...ledger, ...answers])
    expect(await read(linesPart)).toMatchObject({ status: 'unreadable', cause: 'malformed' })
  })

  test.for<{ name: string; answers: readonly Rows[] }>([
    { name: 'no digest', answers: [] },
    { name: 'a digest of NULL', answers: [[[null]]] },
    { name: 'two digests', answers: [[['0'.repeat(32)], ['1'.repeat(32)]]] },
    { name: 'a digest that is none', answers: [[['x']]] },
  ])('at a glance, and with the lines: $name', async ({ answers }) => {
    const malformed = { status: 'unreadable', cause: 'malformed' }
    const glance = answering([...ledger, ...answers])
    expect(await glance.read(unknown)).toMatchObject(malformed)
    const second = answering([...ledger, digest], [...ledger, timeout, catalog, ...answers])
    expect(await second.read(unknown)).toMatchObject(malformed)
    expect(second.asked).toHaveLength(2)
  })
})

const wayOut = 'give the target `schema = false` in TARGETS, or `check` the option `--no-schema`'

describe('what fails of the schema alone says so, with the way out', () => {
  test.for([
    { sqlState: '57014', cause: 'timeout', says: 'the schema was not within 8 s' },
    { sqlState: '55P03', cause: 'locked', says: 'The schema is locked' },
    { sqlState: '40P01', cause: 'locked', says: 'The schema is locked' },
    { sqlState: 'XX000', cause: 'unexpected', says: 'with the error code XX000' },
    { sqlState: '42883', cause: 'unexpected', says: 'with the error code 42883' },
  ])('$sqlState', async ({ sqlState, cause, says }) => {
    const { asked, read } = answering(sqlStateError(sqlState), ledger)
    const observation = await read(linesPart)
    expect(observation).toMatchObject({ status: 'unreadable', cause })
    expect(observation).toHaveProperty('message', expect.stringContaining(says))
    expect(observation).toHaveProperty('message', expect.stringContaining(wayOut))
    expect(asked).toHaveLength(2)
  })

  test('an object of the catalog that this PostgreSQL does not have', async () => {
    const error = sqlStateError('42703')
    const { read } = answering(error, error, ledger)
    expect(await read(linesPart)).toMatchObject({ message: expect.stringContaining('42703') })
  })

  test('a second request that comes to nothing in time, after a first that did', async () => {
    const error = new ReadError({ reason: 'asleep', message: 'Asleep.', again: 'at-once' })
    const { read } = answering([...ledger, digest], error)
    expect(await read(unknown)).toMatchObject({ message: expect.stringContaining(wayOut) })
  })

  test('more than 32 MiB of lines, whichever way they came', async () => {
    const text = `${line}\n`.repeat(2_000_000)
    const { read } = answering([...ledger, timeout, [[text]]], ledger)
    expect(await read(linesPart)).toMatchObject({
      cause: 'too-large',
      message: expect.stringContaining(wayOut),
    })
  })
})

describe('what fails of the ledger, or on the way, is told as ever', () => {
  test.for(['28P01', '3D000', '53300', '08006', '57P01'])('%s', async (sqlState) => {
    const error = sqlStateError(sqlState)
    const { asked, read } = answering(error)
    expect(await read(linesPart)).toMatchObject({ message: error.message })
    expect(asked).toHaveLength(1)
  })

  test('a ledger that is locked', async () => {
    const error = sqlStateError('55P03')
    const { read } = answering(error, error)
    expect(await read(linesPart)).toMatchObject({ cause: 'locked', message: error.message })
  })
})
