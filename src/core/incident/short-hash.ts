/**
 * 64 bits of a text in hex, for ids that people read and for noticing that a set has changed. Not
 * for security: two FNV-1a hashes over UTF-16 units, with different starting values. Synchronous,
 * so that a whole decision fits into one transaction.
 */
export function shortHash(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0x1b873593)
}

/** What people know an incident by: the same for the same key in the same slot. */
export function incidentId(key: string, slot: number): string {
  return `${shortHash(key)}@${slot}`
}

function fnv1a(text: string, start: number): string {
  let hash = start
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
