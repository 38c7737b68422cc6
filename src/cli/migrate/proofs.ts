import { rename, stat } from 'node:fs/promises'
import { dirname, extname, join, parse } from 'node:path'
import { UserError } from '../../io/errors.ts'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import type { Document } from '../../report/audit/document.ts'
import { documentInMarkdown } from '../../report/audit/markdown.ts'
import { redactDocument } from '../../report/audit/redact-document.ts'
import { unfinishedMark } from '../../report/migrate/not-run-documents.ts'
import { safeJson } from '../../report/verdict-json.ts'

/** What a proof says, for all of its formats. */
export interface Told {
  readonly document: Document
  readonly json: string
}

export type Redact = (text: string) => string

/** The files of one run's proof. Each call gives what is wrong with those it could not write. */
export interface Proofs {
  /** Writes each of them, whatever becomes of the others. */
  readonly write: (told: Told) => Promise<readonly string[]>
  /** As `write`, but leaves alone what another run has written there meanwhile. */
  readonly writeOverOwn: (told: Told) => Promise<readonly string[]>
}

export function proofsIn(files: readonly string[], redact: Redact): Proofs {
  const own = new Map<string, string>()
  const isOwn = async (file: string) =>
    (await readFileIfThere(file))?.toString('utf8') === own.get(file)
  const writeEach = async (told: Told, mayWrite: (file: string) => Promise<boolean>) => {
    const failures: string[] = []
    for (const file of files) {
      try {
        if (!(await mayWrite(file))) continue
        const content = await proofIn(file, told, redact)
        await writeAtomically(file, content)
        own.set(file, content)
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        failures.push(`The proof ${error.message}`)
      }
    }
    return failures
  }
  return {
    write: (told) => writeEach(told, async () => true),
    writeOverOwn: (told) => writeEach(told, isOwn),
  }
}

async function proofIn(file: string, { document, json }: Told, redact: Redact): Promise<string> {
  switch (extname(file)) {
    case '.json':
      return redactJson(json, redact)
    case '.html': {
      const { documentInHtml } = await import('../../report/audit/html.ts')
      return redact(await documentInHtml(redactDocument(document, redact)))
    }
    default:
      return redact(documentInMarkdown(redactDocument(document, redact)))
  }
}

/** Its texts alone: a password of digits may stand in a number, which has to stay one. */
function redactJson(json: string, redact: Redact): string {
  return safeJson(
    JSON.parse(json, (_, value: unknown) => (typeof value === 'string' ? redact(value) : value)),
  )
}

/**
 * Puts aside what a run has left that was killed while its migrator ran: nobody else knows what was
 * before it. Gives the new names.
 */
export async function keepUnfinished(files: readonly string[]): Promise<readonly string[]> {
  const kept: string[] = []
  for (const file of files) {
    const old = await readFileIfThere(file)
    if (old?.toString('utf8').includes(unfinishedMark) !== true) continue
    const { name, ext } = parse(file)
    const stamp = (await stat(file)).mtime.toISOString().replaceAll(/[-:]|\.\d+/g, '')
    const aside = join(dirname(file), `${name}.unfinished-${stamp}${ext}`)
    await rename(file, aside)
    kept.push(aside)
  }
  return kept
}
