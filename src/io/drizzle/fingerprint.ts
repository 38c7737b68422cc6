import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { type Migration, MigrationHash, TwinForm, twinPrefixLength } from '../../core/migration.ts'

/** What is known of a migration file by its text alone. */
export interface Fingerprint extends Pick<Migration, 'hash' | 'twins'> {
  /** False for a file whose bytes Drizzle changes before it hashes and runs them. */
  readonly validUtf8: boolean
  /** What Drizzle reads of it. */
  readonly text: string
}

/**
 * The hash that Drizzle records for a migration file of these bytes, and the prefixes of the
 * hashes that the same text has in all forms, its own among them.
 *
 * Drizzle 0.x and 1.0 both hash `readFileSync(path).toString()`: the raw bytes, a BOM included, of
 * all valid UTF-8; in other bytes U+FFFD takes the place of what cannot be decoded.
 */
export function fingerprint(bytes: Buffer): Fingerprint {
  const text = bytes.toString('utf8')
  return {
    hash: MigrationHash.parse(hashOfText(text)),
    twins: twins(text),
    validUtf8: isUtf8(bytes),
    text,
  }
}

function hashOfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

function twins(text: string): string {
  const bare = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  // One final newline, not all: so the twins of a file that ends in two differ from it in one thing.
  const plain = bare.replace(/\n$/, '')
  return TwinForm.options
    .map((form) => hashOfText(inForm(plain, form)).slice(0, twinPrefixLength))
    .join('')
}

/** Text with LF line endings and without its final newline, in one of the forms. */
function inForm(plain: string, form: TwinForm): string {
  const parts = form.split('+')
  const ended = parts.includes('newline') ? `${plain}\n` : plain
  const lines = parts.includes('crlf') ? ended.replaceAll('\n', '\r\n') : ended
  return parts.includes('bom') ? `\uFEFF${lines}` : lines
}
