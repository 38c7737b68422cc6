import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { objectTypes } from '../../../src/core/schema/catalog-object.ts'
import { withoutDefinitions } from '../../../src/core/schema/without-definitions.ts'
import { findingKinds, findingWith, objectFinding } from '../../support/findings.ts'

const secret = "'sk_live_4eC39HqLyjWDarjtT1zdp7dc'"

test.for([
  {
    name: 'of a column its type and whether it takes NULL stay, and no default',
    finding: objectFinding('extra', 'column public.users.token', {
      type: 'text',
      'not null': 'yes',
      default: secret,
    }),
    left: [
      { name: 'type', declared: null, live: 'text' },
      { name: 'not null', declared: null, live: 'yes' },
      { name: 'default' },
    ],
  },
  {
    name: 'a changed column: both types',
    finding: objectFinding('changed', 'column public.users.token', {
      type: ['text', 'character varying(20)'],
      default: [null, secret],
    }),
    left: [{ name: 'type', declared: 'text', live: 'character varying(20)' }, { name: 'default' }],
  },
  {
    name: 'the other name stays',
    finding: objectFinding('changed', 'table public.users', { name: ['users', 'people'] }),
    left: [{ name: 'name', declared: 'users', live: 'people' }],
  },
  {
    name: 'flags stay, which say what is to be done',
    finding: objectFinding('changed', 'table public.users', { 'row security': ['yes', null] }),
    left: [{ name: 'row security', declared: 'yes', live: null }],
  },
  {
    name: 'what is no flag goes from where a flag should stand',
    finding: objectFinding('changed', 'trigger public.users.audit', { enabled: [secret, 'no'] }),
    left: [{ name: 'enabled' }],
  },
  {
    name: 'bodies, views, checks: the names only',
    finding: objectFinding('changed', 'function public.f(integer)', {
      body: ['BEGIN', secret],
      type: ['a', secret],
    }),
    left: [{ name: 'body' }, { name: 'type' }],
  },
])('$name', ({ finding, left }) => {
  expect(withoutDefinitions(finding)).toEqual({ ...finding, aspects: left })
})

test('of no type of object, and under no name of an aspect, does a foreign text stay', () => {
  const names = fc.oneof(fc.string(), fc.constantFrom('not null', 'default', 'body', 'unique'))
  fc.assert(
    fc.property(
      fc.constantFrom(...objectTypes),
      fc.array(names.filter((name) => name !== 'name' && name !== 'type')),
      (type, aspects) => {
        const finding = objectFinding('changed', 'table public.users')
        const said = aspects.map((name) => ({ name, declared: secret, live: null }))
        const object = { ...finding.object, type }
        const text = JSON.stringify(withoutDefinitions({ ...finding, object, aspects: said }))
        expect(text).not.toContain('sk_live')
      },
    ),
  )
})

test('all other findings stay as they are', () => {
  const others = findingKinds
    .map((kind) => findingWith[kind]('x'))
    .filter((finding) => !('object' in finding))
  expect(others.map((finding) => withoutDefinitions(finding))).toEqual(others)
})
