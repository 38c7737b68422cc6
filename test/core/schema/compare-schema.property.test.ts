import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatLine, identityOf, parseLine } from '../../../src/core/schema/catalog-object.ts'
import { subjectOf } from '../../../src/core/schema/difference.ts'
import { differencesBetween } from '../../support/postgres-differences.ts'

const versions = { declared: '18.3', live: '15.18' }

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    '\\',
    '\t',
    '\n',
    '\r',
    '\\n',
    '"',
    `'`,
    '=',
    '(',
    '(ARRAY[',
    ')::t[]',
    'FROM',
    '🐘',
  ),
)
const name = hostile.filter((text) => text !== '')

/** Domains by name and one aspect each: nothing is a part of them, and each value is another. */
const domains = fc
  .uniqueArray(name, { maxLength: 12 })
  .map((names) => names.map((each, index) => ({ name: each, index })))

const domain = (each: string, type: string) =>
  formatLine({ type: 'domain', schema: 'public', name: each }, [['type', type]])

test('a line that is written is read as it was', () => {
  fc.assert(
    fc.property(
      name,
      hostile,
      hostile,
      name,
      fc.dictionary(fc.stringMatching(/^[a-z ]+$/), hostile),
      (type, schema, table, own, aspects) => {
        const object = { type, schema, ...(table !== '' && { table }), name: own }
        const line = formatLine(object, Object.entries(aspects))
        expect(line).not.toMatch(/[\n\r]/)
        expect(parseLine(line)).toEqual({ line, object, aspects: new Map(Object.entries(aspects)) })
      },
    ),
  )
})

test('the differences are what one side has and the other has not', () => {
  fc.assert(
    fc.property(
      domains,
      fc.infiniteStream(fc.constantFrom('same', 'changed', 'lacking', 'extra')),
      (objects, kinds) => {
        const each = objects.map((object) => ({ ...object, kind: kinds.next().value ?? 'same' }))
        const declared = each.flatMap(({ name: own, index, kind }) =>
          kind === 'extra' ? [] : [domain(own, `t${index}`)],
        )
        const live = each.flatMap(({ name: own, index, kind }) =>
          kind === 'lacking'
            ? []
            : [domain(own, kind === 'same' ? `t${index}` : `${kind}${index}`)],
        )
        const differences = differencesBetween(
          { lines: declared, serverVersion: versions.declared },
          { lines: live.toReversed(), serverVersion: versions.live },
        )
        const told = differences.map(
          (difference) => `${difference.kind} ${subjectOf(difference).object.name}`,
        )
        const expected = each
          .filter(({ kind }) => kind !== 'same')
          .map((object) => `${object.kind} ${object.name}`)
        expect(told.toSorted()).toEqual(expected.toSorted())
      },
    ),
  )
})

const anyLine = fc
  .tuple(
    fc.constantFrom('schema', 'table', 'column', 'constraint', 'index', 'view', 'enum', 'function'),
    fc.constantFrom('public', 'a'),
    fc.constantFrom('', 't', 'u'),
    fc.oneof(fc.constantFrom('a', 'b', 't', 'u', 'f(a)', 'f('), hostile),
    fc.dictionary(
      fc.constantFrom('type', 'definition', 'default', 'body'),
      fc.oneof(fc.constantFrom('a', 'b.a', 't.a AS a'), hostile),
    ),
  )
  .map(([type, schema, table, own, aspects]) =>
    formatLine({ type, schema, table, name: own }, Object.entries(aspects)),
  )

const catalog = fc
  .uniqueArray(anyLine, { maxLength: 14, selector: identityOf })
  .map((lines) => lines.toSorted())

test('equal catalogs have no differences, whatever is in them and in any order', () => {
  fc.assert(
    fc.property(catalog, (lines) => {
      const live = { lines: lines.toReversed(), serverVersion: versions.live }
      expect(differencesBetween({ lines, serverVersion: versions.declared }, live)).toEqual([])
    }),
  )
})

test('any two catalogs can be compared, and no object is told twice', () => {
  fc.assert(
    fc.property(catalog, catalog, (declared, live) => {
      const differences = differencesBetween(
        { lines: declared, serverVersion: versions.declared },
        { lines: live, serverVersion: versions.live },
      )
      const declaredTold = differences.flatMap((each) =>
        each.kind === 'extra' ? [] : [each.declared.line],
      )
      expect(new Set(declaredTold).size).toBe(declaredTold.length)
      for (const line of declaredTold) {
        expect(declared).toContain(line)
        expect(live).not.toContain(line)
      }
      const isEqual = declared.join('\n') === live.join('\n')
      if (isEqual) expect(differences).toEqual([])
    }),
    { numRuns: 500 },
  )
})
