import { expect, test } from 'vitest'
import { parseProbes } from '../../src/cli/migrate/parse-probes.ts'

const namesOf = (...probe: readonly string[]) =>
  parseProbes({ probe, expect: [] }).map(({ name }) => name)

test.for([
  { name: 'the path', probes: ['https://a.example/api/health'], names: ['/api/health'] },
  { name: 'nothing of the query', probes: ['https://a.example/x?key=s3cret#f'], names: ['/x'] },
  {
    name: 'two hosts with one path, in the order in which they are given',
    probes: ['https://a.example/x', 'https://b.example/x?key=1', 'https://a.example/y'],
    names: ['/x (the first)', '/x (the second)', '/y'],
  },
  {
    name: 'more than that',
    probes: Array.from({ length: 4 }, (_, index) => `https://${index}.example/`),
    names: ['/ (the first)', '/ (the second)', '/ (the third)', '/ (number 4)'],
  },
])('a probe is called by $name', ({ probes, names }) => {
  expect(namesOf(...probes)).toEqual(names)
})

test.for(['http://u:s3cret@h.example/x', 'https://u@h.example/x', 'https://:s3cret@h.example/x'])(
  'credentials are refused with the way out: %s',
  (url) => {
    const refuse = () => namesOf('https://a.example/', url)
    expect(refuse).toThrow(/--probe .*\/x.*DRIFTWATCH_PROBE_TOKEN/)
    expect(refuse).not.toThrow(/s3cret|h\.example|u@/)
  },
)

test.for(['s3cret', 'ftp://s3cret/', 'postgres://u:s3cret@h/d'])(
  'what is no address of an application is refused, and not quoted: %s',
  (url) => {
    expect(() => namesOf(url)).toThrow('--probe takes an address that begins with http://')
    expect(() => namesOf(url)).not.toThrow('s3cret')
  },
)
