import { createHash } from 'node:crypto'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TwinForm, twinForm } from '../../../src/core/migration.ts'
import { fingerprint } from '../../../src/io/drizzle/fingerprint.ts'
import { readMigrationFiles as readMigrationFilesOf1 } from '../../drizzle-1.0/orm.ts'
import { journalFiles, makeFolder } from '../../support/folder.ts'

const bytesOf = (text: string) => Buffer.from(text, 'utf8')
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex')

const files = [
  {
    name: 'as drizzle-kit writes them',
    bytes: bytesOf('CREATE TABLE "a" ("id" serial);\nSELECT 1;'),
  },
  { name: 'empty', bytes: bytesOf('') },
  { name: 'with CRLF', bytes: bytesOf('SELECT 1;\r\nSELECT 2;\r\n') },
  { name: 'with a BOM', bytes: bytesOf('\uFEFFSELECT 1;') },
  { name: 'with text beyond ASCII', bytes: bytesOf("SELECT 'Grüße 😴';") },
  { name: 'with breakpoints', bytes: bytesOf('SELECT 1;--> statement-breakpoint\nSELECT 2;') },
]
const brokenFiles = [
  { name: 'in Latin-1', bytes: Buffer.from("SELECT 'Gr\xFC\xDFe';", 'latin1') },
  { name: 'in UTF-16', bytes: Buffer.from('\uFEFFSELECT 1;', 'utf16le') },
  { name: 'cut within a character', bytes: bytesOf('-- 😴').subarray(0, 5) },
]

describe('the hash is the one that Drizzle records for files', () => {
  test.for([...files, ...brokenFiles])('$name', async ({ bytes }) => {
    const { hash } = fingerprint(bytes)
    const ofJournal = await makeFolder(journalFiles({ a: bytes }))
    const ofFolders = await makeFolder({ '20260101000000_a/migration.sql': bytes })
    expect(readMigrationFiles({ migrationsFolder: ofJournal })).toMatchObject([{ hash }])
    expect(readMigrationFilesOf1({ migrationsFolder: ofFolders })).toMatchObject([{ hash }])
  })

  test.for(files)('$name, which is that of the raw bytes', ({ bytes }) => {
    expect(fingerprint(bytes)).toMatchObject({ hash: sha256(bytes), validUtf8: true })
  })

  test.for(brokenFiles)('$name, which is not that of the raw bytes', ({ bytes }) => {
    const { hash, validUtf8 } = fingerprint(bytes)
    expect(validUtf8).toBe(false)
    expect(hash).not.toBe(sha256(bytes))
  })
})

describe('twins', () => {
  /** The forms in which a text is another one, of equal ones the first. */
  const formsOf = (text: string) => {
    const { hash, twins } = fingerprint(bytesOf(text))
    const prefixes: readonly string[] = twins.match(/.{8}/g) ?? []
    return TwinForm.options.filter((_, index) => {
      const prefix = prefixes[index] ?? ''
      return prefix !== hash.slice(0, 8) && prefixes.indexOf(prefix) === index
    })
  }

  test.for([
    {
      name: 'two lines: every other form',
      text: 'a\nb',
      forms: [
        'lf+newline',
        'lf+bom',
        'lf+bom+newline',
        'crlf',
        'crlf+newline',
        'crlf+bom',
        'crlf+bom+newline',
      ],
    },
    {
      name: 'CRLF, BOM and final newline: every other form',
      text: '\uFEFFa\r\nb\r\n',
      forms: ['lf', 'lf+newline', 'lf+bom', 'lf+bom+newline', 'crlf', 'crlf+newline', 'crlf+bom'],
    },
    {
      name: 'both kinds of line ending: all forms',
      text: 'a\r\nb\nc',
      forms: [
        'lf',
        'lf+newline',
        'lf+bom',
        'lf+bom+newline',
        'crlf',
        'crlf+newline',
        'crlf+bom',
        'crlf+bom+newline',
      ],
    },
    {
      name: 'one line: no form twice',
      text: 'a',
      forms: ['lf+newline', 'lf+bom', 'lf+bom+newline', 'crlf+newline', 'crlf+bom+newline'],
    },
    {
      name: 'an empty file: no form twice',
      text: '',
      forms: ['lf+newline', 'lf+bom', 'lf+bom+newline', 'crlf+newline', 'crlf+bom+newline'],
    },
  ])('$name', ({ text, forms }) => {
    expect(formsOf(text)).toEqual(forms)
  })

  const anyChange = fc.constantFrom(
    (text: string) => text.replaceAll('\n', '\r\n'),
    (text: string) => `\uFEFF${text}`,
    (text: string) => `${text}\n`,
    (text: string) => `\uFEFF${text}\n`.replaceAll('\n', '\r\n'),
  )
  const lfText = fc.array(fc.string({ unit: 'binary' })).map((lines) => lines.join('\n'))

  test('a file is known again after any change of form, in both directions', () => {
    fc.assert(
      fc.property(
        lfText.filter((text) => !/[\r\uFEFF]|\n$/.test(text)),
        anyChange,
        (text, change) => {
          const plain = { tag: 'a', when: 0, ...fingerprint(bytesOf(text)) }
          const other = { tag: 'a', when: 0, ...fingerprint(bytesOf(change(text))) }
          fc.pre(plain.hash !== other.hash)
          expect(twinForm(plain, other.hash)).toBeDefined()
          expect(twinForm(other, plain.hash)).toBeDefined()
        },
      ),
    )
  })

  test('no file is its own twin', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', '\uFEFF', '\r')), (parts) => {
        const file = { tag: 'a', when: 0, ...fingerprint(bytesOf(parts.join(''))) }
        expect(twinForm(file, file.hash)).toBeUndefined()
      }),
    )
  })

  test('are the first 8 digits of the hash of each form', () => {
    const { twins } = fingerprint(bytesOf('a\nb'))
    const texts = ['a\nb', 'a\nb\n', '\uFEFFa\nb', '\uFEFFa\nb\n']
    const all = [...texts, ...texts.map((text) => text.replaceAll('\n', '\r\n'))]
    expect(twins).toBe(all.map((text) => sha256(text).slice(0, 8)).join(''))
  })

  test('of a file that ends in two newlines differ from it in one thing', () => {
    const crlf = sha256('a\r\n\r\n')
    const migration = { tag: 'a', when: 0, ...fingerprint(bytesOf('a\n\n')) }
    expect(twinForm(migration, crlf)).toBe('crlf+newline')
  })
})
