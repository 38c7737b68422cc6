import { createHash } from 'node:crypto'

/** The id that git gives a file of these bytes; `like` is one of the repository's own. */
export function blobId(bytes: Uint8Array, like: string | undefined): string {
  const algorithm = like?.length === 64 ? 'sha256' : 'sha1'
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
