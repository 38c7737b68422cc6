import type { Place } from '../core/finding.ts'
import { type RichText, say } from './rich-text.ts'
import type { Step } from './wording-parts.ts'

/** What a row of the ledger holds, as far as a person has to write it. */
export interface RestoredRow {
  readonly hash: string
  readonly createdAt: string
  /** The migration's folder; 0.x has no such column. */
  readonly name?: string
}

/**
 * The statement that puts a row back, for a person to run: nothing of ours ever does. No step where
 * a value is not what Drizzle writes, as it would be foreign text in a statement.
 */
export function restoreStep(row: RestoredRow, place: Place | undefined, text: RichText): Step[] {
  const { hash, createdAt, name } = row
  if (!/^[0-9a-f]{64}$/.test(hash) || !/^\d{1,16}$/.test(createdAt)) return []
  const named =
    name === undefined
      ? { columns: '', values: '' }
      : { columns: ', name, applied_at', values: `, ${nameLiteral(name)}, NULL` }
  const command = `INSERT INTO ${tableName(place)} (hash, created_at${named.columns}) VALUES ('${hash}', ${createdAt}${named.values});`
  return [{ text, command, again: say`On the same condition as above, put its row back:` }]
}

/** Both parts in quotes, where they are plain; a statement is meant to be pasted. */
function tableName(place: Place | undefined): string {
  const parts = [place?.schema ?? '', place?.table ?? '']
  return parts.every((part) => /^[\w .-]{1,63}$/.test(part))
    ? parts.map((part) => `"${part}"`).join('.')
    : '<schema>.<table>'
}

function nameLiteral(name: string): string {
  return /^[\w .-]{1,600}$/.test(name) ? `'${name}'` : "'<name>'"
}
