import type { Entry } from './entry.ts'

/**
 * Migrations of 0.x under the names that `drizzle-kit up` gave them in a folder of 1.0, by which
 * nothing about them changes: the second of their date is the folder's, and the text is the same.
 */
export function asUpgraded(old: readonly Entry[], next: readonly Entry[]): readonly Entry[] {
  const taken = new Set<string>()
  return old.map((entry) => {
    const second = Math.floor(entry.when / 1000) * 1000
    const candidates = next.filter(({ when, tag }) => when === second && !taken.has(tag))
    const heir = candidates.find(({ blob }) => blob === entry.blob) ?? candidates[0]
    if (heir === undefined) return entry
    taken.add(heir.tag)
    return { ...entry, tag: heir.tag, when: heir.when }
  })
}
