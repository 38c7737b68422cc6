import { expect, test } from 'vitest'
import { isSameDefinition } from '../../../src/core/schema/same-meaning.ts'

test.for([
  {
    name: 'a cast of an array, and of its elements',
    left: `CHECK (((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))`,
    right: `CHECK (((v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))`,
  },
  {
    name: 'a cast to a type with a length',
    left: `(ARRAY[a, b])::public.t(10)[]`,
    right: `ARRAY[(a)::public.t(10), (b)::public.t(10)]`,
  },
  { name: 'white space', left: 'SELECT a,\n    b', right: 'SELECT a, b' },
  { name: 'a minus before a number', left: '(n > (- 5))', right: `(n > '-5'::integer)` },
  { name: 'a minus before a fraction', left: '(- 1.5)', right: `'-1.5'::numeric` },
  {
    name: 'a cast of an array of those',
    left: '(ARRAY[(- 1), 2])::numeric[]',
    right: `ARRAY[('-1'::integer)::numeric, (2)::numeric]`,
  },
])('is the same: $name', ({ left, right }) => {
  expect(isSameDefinition(left, right, { acrossVersions: false })).toBe(true)
  expect(isSameDefinition(right, left, { acrossVersions: false })).toBe(true)
})

test.for([
  { name: 'another type of a literal', left: `'x'::text`, right: `'x'::character varying` },
  {
    name: 'another type of the elements',
    left: `(ARRAY['a'::text])::text[]`,
    right: `ARRAY[('a'::text)::character varying]`,
  },
  { name: 'another element', left: `(ARRAY['a', 'b'])::text[]`, right: `ARRAY[('a')::text]` },
  {
    name: 'another order',
    left: `(ARRAY['a', 'b'])::text[]`,
    right: `ARRAY[('b')::text, ('a')::text]`,
  },
  { name: 'white space in a literal', left: `'a  b'`, right: `'a b'` },
  {
    name: 'white space in a literal after a backslash',
    left: `f('\\', ' x')`,
    right: `f('\\', 'x')`,
  },
  { name: 'white space in a name', left: '"a  b"', right: '"a b"' },
  { name: 'one operator, and two', left: 'a <- b', right: 'a < - b' },
  { name: 'a minus between two', left: '(a - 5)', right: `(a '-5'::integer)` },
  { name: 'a minus before another number', left: '(- 5)', right: `'-6'::integer` },
  { name: 'a minus before a number of another type', left: '(- 5)', right: `'-5'::numeric` },
  { name: 'a minus within a literal', left: `'(- 5)'`, right: `'-5'::integer` },
  { name: 'upper case', left: 'SELECT "A"', right: 'SELECT "a"' },
])('is not the same: $name', ({ left, right }) => {
  expect(isSameDefinition(left, right, { acrossVersions: true })).toBe(false)
  expect(isSameDefinition(right, left, { acrossVersions: true })).toBe(false)
})

test.for([
  { old: 'SELECT users.id FROM public.users', now: 'SELECT id FROM public.users' },
  {
    old: 'SELECT u.id FROM public.users u WHERE (u.id > 1)',
    now: 'SELECT id FROM public.users u WHERE (id > 1)',
  },
  {
    old: 'SELECT d.d FROM generate_series(1, 2) d(d)',
    now: 'SELECT d FROM generate_series(1, 2) d(d)',
  },
  {
    old: 'SELECT q.n FROM ( SELECT a.n FROM public.a) q',
    now: 'SELECT n FROM ( SELECT a.n FROM public.a) q',
  },
  { old: 'SELECT users.users FROM public.users', now: 'SELECT users FROM public.users' },
])('only a version of PostgreSQL tells apart: $now', ({ old, now }) => {
  expect(isSameDefinition(old, now, { acrossVersions: true })).toBe(true)
  expect(isSameDefinition(now, old, { acrossVersions: true })).toBe(true)
  expect(isSameDefinition(old, now, { acrossVersions: false })).toBe(false)
})

test.for([
  { name: 'another table', old: 'SELECT a.id FROM public.a', now: 'SELECT id FROM public.b' },
  { name: 'another schema', old: 'SELECT a.id FROM public.a', now: 'SELECT id FROM other.a' },
  { name: 'another column', old: 'SELECT a.id FROM public.a', now: 'SELECT no FROM public.a' },
  {
    name: 'the table of a query within',
    old: 'SELECT a.id FROM public.a WHERE (EXISTS ( SELECT 1 FROM public.b WHERE (b.id = a.id)))',
    now: 'SELECT id FROM public.a WHERE (EXISTS ( SELECT 1 FROM public.b WHERE (b.id = b.id)))',
  },
  {
    name: 'a column of the query within, and of the one around it',
    old: 'SELECT a.id FROM public.a WHERE (EXISTS ( SELECT 1 FROM public.b WHERE (b.id = 1)))',
    now: 'SELECT id FROM public.a WHERE (EXISTS ( SELECT 1 FROM public.b WHERE (id = 1)))',
  },
])('no version explains $name', ({ old, now }) => {
  expect(isSameDefinition(old, now, { acrossVersions: true })).toBe(false)
  expect(isSameDefinition(now, old, { acrossVersions: true })).toBe(false)
})
