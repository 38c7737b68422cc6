import { objectName } from '../schema/ignore-rule.ts'
import type { SchemaFinding } from '../schema/without-definitions.ts'
import { objectsOf } from './chosen.ts'

/** Those of the findings whose objects a statement, or what was said of it, speaks of. */
export function mentionedIn(
  text: string,
  findings: readonly SchemaFinding[],
): readonly SchemaFinding[] {
  return findings.filter((finding) =>
    objectsOf(finding).some(({ name, table }) =>
      // Many tables have a column of the same name.
      [name.replace(/\(.*\)$/, ''), ...(table === undefined ? [] : [table])].every((each) =>
        hasWord(text, each),
      ),
    ),
  )
}

function hasWord(text: string, word: string): boolean {
  const escaped = word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`, 'u').test(text)
}

/** What to take, too, where a statement needs what was not chosen; nothing where none is spoken of. */
export function whatToTakeToo(text: string, left: readonly SchemaFinding[]): string | undefined {
  const names = mentionedIn(text, left).map(
    ({ object }) => `--only '${objectName(object).replaceAll("'", "'\\''")}'`,
  )
  return names.length === 0
    ? undefined
    : `It speaks of what was not chosen. Take that as well: ${names.slice(0, most).join(' ')}`
}

/** More than a person would add one by one. */
const most = 10
