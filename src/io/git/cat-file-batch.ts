import { streamGit, type StreamOptions } from './stream-git.ts'

export interface Blob {
  /** The name by which git knows the content. */
  readonly id: string
  /** `undefined` where it is too large, or is not in this clone. */
  readonly bytes: Buffer | undefined
}

/**
 * Reads contents from git's store with one process, one after the other; of what is larger than
 * `limit` bytes, nothing is kept.
 */
export async function* readBlobs(
  folder: string,
  ids: readonly string[],
  limit: number,
  { signal }: StreamOptions,
): AsyncGenerator<Blob> {
  if (ids.length === 0) return
  const input = ids.map((id) => `${id}\n`).join('')
  const source = reader(streamGit(folder, ['cat-file', '--batch'], { signal, input }))
  for await (const head of source.lines()) {
    const [id = '', type = '', size = ''] = head.split(' ')
    if (type === 'missing') {
      yield { id, bytes: undefined }
      continue
    }
    const length = Number(size)
    const bytes = await source.take(length, type === 'blob' && length <= limit)
    // A line break ends each content.
    await source.take(1, false)
    yield { id, bytes }
  }
}

/** Reads what comes in chunks by lines and by lengths. */
function reader(chunks: AsyncGenerator<Buffer>) {
  let rest: Buffer = Buffer.alloc(0)

  const more = async (): Promise<boolean> => {
    const { value, done } = await chunks.next()
    if (done !== true) rest = rest.length === 0 ? value : Buffer.concat([rest, value])
    return done !== true
  }

  return {
    /** One after the other, without its line break. */
    async *lines(): AsyncGenerator<string> {
      for (;;) {
        const end = rest.indexOf('\n')
        if (end !== -1) {
          const line = rest.subarray(0, end).toString('utf8')
          rest = rest.subarray(end + 1)
          yield line
        } else if (!(await more())) return
      }
    },
    /** So many bytes, if they are to be kept. */
    async take(length: number, isKept: boolean): Promise<Buffer | undefined> {
      const parts: Buffer[] = []
      let open = length
      for (;;) {
        const part = rest.subarray(0, open)
        rest = rest.subarray(part.length)
        open -= part.length
        if (isKept) parts.push(part)
        if (open === 0) return isKept ? Buffer.concat(parts) : undefined
        if (!(await more())) return undefined
      }
    },
  }
}
