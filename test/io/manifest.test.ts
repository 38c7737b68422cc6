import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ManifestContent, sealManifest } from '../../src/core/manifest.ts'
import { UserError } from '../../src/io/errors.ts'
import { formatManifest, parseManifest, parseManifestText } from '../../src/io/manifest.ts'
import { userErrorOf } from '../support/errors.ts'
import { manifestOf, migration } from '../support/history.ts'

const twins = '0123456789abcdef'.repeat(4)
const commit = 'c0ffee'.padEnd(40, '0')

async function sealed(change: Partial<ManifestContent> = {}) {
  const history = [migration(0, { twins }), migration(1), migration(2, { tag: '0002_größe' })]
  const { digest: _, ...content } = manifestOf(history, {
    git: { commit, dirty: false },
    ...change,
  })
  return sealManifest(content)
}

const textOf = async (change?: Partial<ManifestContent>) => formatManifest(await sealed(change))
const where = 'migrations-manifest/app.json'

describe('a manifest’s text', () => {
  test('is read back as the manifest that it was', async () => {
    const manifest = await sealed()
    expect(await parseManifestText(formatManifest(manifest), where)).toEqual(manifest)
  })

  test('has one migration a line, and ends in a newline', async () => {
    const lines = (await textOf()).split('\n')
    const told = lines.filter((line) => line.includes('"tag"'))
    expect(told).toHaveLength(3)
    for (const line of told) expect(line).toMatch(/^ {4}\{ "tag": .* \},?$/)
    expect(lines.slice(-2)).toEqual(['}', ''])
  })

  test('is the same whatever the order of the keys', async () => {
    const manifest = await sealed()
    const turned = {
      ...Object.fromEntries(Object.entries(manifest).toReversed()),
      migrations: manifest.migrations.map(({ hash, ...rest }) => ({ hash, ...rest })),
    }
    const parsed = await parseManifest(turned, where)
    expect(formatManifest(parsed)).toBe(formatManifest(manifest))
  })

  test('names the preludes, if there were any, and they cannot be edited', async () => {
    const manifest = await sealed({ preludes: [{ file: 'db/roles.sql', hash: 'a'.repeat(64) }] })
    const text = formatManifest(manifest)
    expect(text).toContain('\n    { "file": "db/roles.sql", "hash": "aaaa')
    expect(await parseManifestText(text, where)).toEqual(manifest)
    const edited = text.replace('db/roles.sql', 'db/rules.sql')
    expect(await userErrorOf(() => parseManifestText(edited, where))).toContain('digest')
    expect(await textOf()).not.toContain('preludes')
  })

  test('may be checked out with CRLF', async () => {
    const text = (await textOf()).replaceAll('\n', '\r\n')
    expect(await parseManifestText(text, where)).toEqual(await sealed())
  })

  test('of an empty history is read back', async () => {
    const manifest = await sealed({ migrations: [], git: null })
    expect(await parseManifestText(formatManifest(manifest), where)).toEqual(manifest)
  })

  test('is read back for every history', async () => {
    const anyMigration = fc.record({
      tag: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      when: fc.nat(),
    })
    const anyHistory = fc.uniqueArray(anyMigration, { selector: ({ tag }) => tag })
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.string(), async (changes, source) => {
        const migrations = changes.map((change, index) => migration(index, change))
        const manifest = await sealed({ migrations, source })
        expect(await parseManifestText(formatManifest(manifest), where)).toEqual(manifest)
      }),
    )
  })
})

describe('a manifest that is not whole is refused', () => {
  test('with any one bit turned, at 64 places', async () => {
    const bytes = Buffer.from(await textOf())
    for (let step = 0; step < 64; step += 1) {
      const position = Math.floor((step * bytes.length) / 64)
      const damaged = Buffer.from(bytes)
      damaged.writeUInt8(bytes.readUInt8(position) ^ (1 << (step % 8)), position)
      const message = await userErrorOf(() => parseManifestText(damaged.toString(), where))
      expect(message).toContain(where)
    }
  })

  test('cut at every 100th byte', async () => {
    const bytes = Buffer.from(await textOf())
    // The last byte is the final newline, which says nothing.
    for (let length = 0; length < bytes.length - 1; length += 100) {
      const cut = bytes.subarray(0, length).toString()
      const message = await userErrorOf(() => parseManifestText(cut, where))
      expect(message).toContain('npm run driftwatch -- manifest')
    }
  })

  test.for([
    { name: 'a migration gone', pattern: /\n.*0001_step.*/, by: '' },
    {
      name: 'a migration put elsewhere',
      pattern: /(\n.*0000_step.*)(\n.*0001_step.*)/,
      by: '$2$1',
    },
    { name: 'another commit', pattern: 'c0ffee', by: 'bada55' },
    { name: 'another name', pattern: '"app"', by: '"shop"' },
    { name: 'another reason', pattern: 'have none', by: 'have some' },
    {
      name: 'another digest',
      pattern: /"digest": "[0-9a-f]{64}"/,
      by: `"digest": "${'0'.repeat(64)}"`,
    },
    { name: 'another twin', pattern: twins, by: twins.replace('0', '1') },
  ])('with $name: the digest tells', async ({ pattern, by }) => {
    const text = await textOf()
    const damaged = text.replace(pattern, by)
    expect(damaged).not.toBe(text)
    const message = await userErrorOf(() => parseManifestText(damaged, where))
    expect(message).toMatch(`${where} is not what Driftwatch wrote`)
    expect(message).toContain('npm run driftwatch -- manifest')
  })

  test.for([
    {
      name: 'a key that no manifest has',
      pattern: '"name"',
      by: '"extra": 1, "name"',
      place: '`extra`',
    },
    {
      name: '__proto__ at the top',
      pattern: '"name"',
      by: '"__proto__": {}, "name"',
      place: '`__proto__`',
    },
    {
      name: '__proto__ in a migration',
      pattern: '"hash"',
      by: `"__proto__": ${'['.repeat(50_000)}${']'.repeat(50_000)}, "hash"`,
      place: '`migrations[0].__proto__`',
    },
    {
      name: 'twins of a format before',
      pattern: `"${twins}"`,
      by: '{ "crlf": "0123456789abcdef" }',
      place: '`migrations[0].twins`',
    },
    {
      name: 'a hash in upper case',
      pattern: '"hash": "3',
      by: '"hash": "F',
      place: '`migrations[0].hash`',
    },
    { name: 'no layout', pattern: /"layout".*\n/, by: '', place: '`layout`' },
    {
      name: 'a format that is a text',
      pattern: '"format": 2',
      by: '"format": "2"',
      place: '`format`',
    },
    { name: 'a name that is a path', pattern: '"app"', by: '"../app"', place: '`name`' },
    {
      name: 'a when that is rounded',
      pattern: /"when": \d+/,
      by: '"when": 1e300',
      place: '`migrations[0].when`',
    },
  ])('with $name: the place is named', async ({ pattern, by, place }) => {
    const damaged = (await textOf()).replace(pattern, by)
    const message = await userErrorOf(() => parseManifestText(damaged, where))
    expect(message).toContain(`${where} is not a manifest of Driftwatch: ${place}`)
  })

  test('with merge-conflict markers: the line is named', async () => {
    const damaged = (await textOf()).replace('    { "tag": "0001', '<<<<<<< HEAD\n$&')
    const message = await userErrorOf(() => parseManifestText(damaged, where))
    expect(message).toMatch(/app\.json holds a merge-conflict marker in line \d+\. Make it anew/)
  })

  test('of an older format: make it anew', async () => {
    const text = (await textOf()).replace('"format": 2', '"format": 1')
    const message = await userErrorOf(() => parseManifestText(text, where))
    expect(message).toMatch(
      `${where} has manifest format 1, and this Driftwatch reads format 2. Make it anew, with the`,
    )
  })

  test('of a newer format: update Driftwatch', async () => {
    const text = (await textOf()).replace('"format": 2', '"format": 3, "more": true')
    const message = await userErrorOf(() => parseManifestText(text, where))
    expect(message).toBe(
      `${where} has manifest format 3, and this Driftwatch reads format 2. Update Driftwatch.`,
    )
  })

  test('with one tag twice', async () => {
    const migrations = [migration(0), migration(1), migration(0)]
    const text = await textOf({ migrations })
    const message = await userErrorOf(() => parseManifestText(text, where))
    expect(message).toContain(`${where} holds the migration 0000_step twice`)
  })

  test('and any other value, always with a UserError', async () => {
    const like = fc.record({ format: fc.constantFrom(1, 2, '1', null), migrations: fc.anything() })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.jsonValue(), like), async (value) => {
        await expect(parseManifest(value, where)).rejects.toBeInstanceOf(UserError)
      }),
      { numRuns: 500 },
    )
  })
})
