import { expect, test } from 'vitest'
import { compareObjects, doneObjects } from '../../../src/core/migrate/compare-objects.ts'

const column = (name: string, type = 'text') => `column\tpublic\tt\t${name}\ttype=${type}`
const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join('')

test.for([
  {
    name: 'a drop that somebody had done by hand',
    step: `-${column('old')}`,
    before: [],
    after: [],
    done: [],
  },
  {
    name: 'a drop that the run has done',
    step: `-${column('old')}`,
    before: [column('old')],
    after: [],
    done: ['old'],
  },
  {
    name: 'a rename that somebody had done by hand',
    step: `-${column('old')}\n+${column('new')}`,
    before: [column('new')],
    after: [column('new')],
    done: [],
  },
  {
    name: 'a rename that the run has done',
    step: `-${column('old')}\n+${column('new')}`,
    before: [column('old')],
    after: [column('new')],
    done: ['new', 'old'],
  },
  {
    name: 'a change that somebody had made by hand',
    step: `-${column('old')}\n+${column('old', 'integer')}`,
    before: [column('old', 'integer')],
    after: [column('old', 'integer')],
    done: [],
  },
])('done by the run, of $name: $done', ({ step, before, after, done }) => {
  const steps = [`+${column('old')}`, step]
  const checks = compareObjects({
    declared: { covered: true, serverVersion: '17.5', catalogVersion: 1, provided: '', steps },
    applied: 1,
    before: lines(...before),
    after: lines(...after),
    serverVersion: '17.5',
  })
  expect(doneObjects(checks).map(({ expected }) => expected.object.name)).toEqual(done)
})
