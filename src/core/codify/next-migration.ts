import type { Manifest } from '../manifest.ts'

export interface NextRequest {
  readonly layout: Manifest['layout']
  /** Those that the folder declares, in its order. */
  readonly entries: readonly { readonly tag: string; readonly when: number }[]
  /** The number of the journal's newest entry; -1 where it has none. */
  readonly lastIdx: number
  /** The newest row of the live ledger, in milliseconds. */
  readonly ledgerNewest: number | undefined
  /** As a person gave it: the part of the tag after the prefix. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface NextMigration {
  readonly tag: string
  /** Later than each declared migration and each row, so that Drizzle runs it everywhere. */
  readonly when: number
  readonly idx: number
}

/** What the next migration is called, in the manner of those before it. */
export function nextMigration(request: NextRequest): NextMigration {
  const { layout, entries, lastIdx, ledgerNewest = 0, name, now } = request
  const newest = Math.max(ledgerNewest, ...entries.map(({ when }) => when))
  const idx = lastIdx + 1
  if (layout === 'folders') {
    // A folder is dated to the second.
    const when = Math.max(Math.floor(now / 1000), Math.floor(newest / 1000) + 1) * 1000
    return { tag: `${digitsOf(when)}_${name}`, when, idx }
  }
  const when = Math.max(now, newest + 1)
  return { tag: `${prefixLike(entries.at(-1)?.tag ?? '', idx, when)}_${name}`, when, idx }
}

/** As drizzle-kit's `migrations.prefix` has it: index, timestamp (or supabase), unix, none. */
function prefixLike(tag: string, idx: number, when: number): string {
  if (tag.startsWith('_')) return ''
  const digits = /^(\d+)_/.exec(tag)?.[1] ?? ''
  if (digits.length === 14) return digitsOf(when)
  if (digits.length === 10) return String(Math.floor(when / 1000))
  return String(idx).padStart(4, '0')
}

/** YYYYMMDDHHMMSS in UTC. */
function digitsOf(when: number): string {
  return new Date(when).toISOString().slice(0, 19).replaceAll(/\D/g, '')
}

/** A name for what a person gave none: the table, where it is only one. */
export function nameFor(
  objects: readonly { readonly table?: string | undefined; readonly name: string }[],
): string {
  const names = new Set(objects.map(({ table, name }) => table ?? name))
  const [only = 'drift'] = names
  const word = (names.size === 1 ? only : 'drift').toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
  return `codify_${word.replaceAll(/^_+|_+$/g, '').slice(0, 50) || 'drift'}`
}
