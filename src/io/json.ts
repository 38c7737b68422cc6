import type * as z from 'zod/mini'
import { UserError } from './errors.ts'

/**
 * Parses JSON that a person keeps in git. Throws a `UserError` that names `where`, the line of a
 * merge-conflict marker if there is one, and `wayOut`: a sentence on what to do.
 */
export function parseJson(text: string, where: string, wayOut: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const marker = conflictMarker(text)
    if (marker !== undefined) {
      throw new UserError(`${where} holds a merge-conflict marker in line ${marker}. ${wayOut}`)
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`${where} is not JSON: ${reason}. ${wayOut}`)
  }
}

/** The number of the first line that git left behind in a merge, counted from 1. */
function conflictMarker(text: string): number | undefined {
  const index = text.split('\n').findIndex((line) => /^(<{7}|={7}|>{7}|\|{7})(\s|$)/.test(line))
  return index === -1 ? undefined : index + 1
}

/** The place of a value in a JSON document, for people: `migrations[3].hash`. */
export function placeText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}

/** What is wrong first in a document's shape: the place, and the keys that do not belong there. */
export function firstProblem(error: z.core.$ZodError): {
  readonly path: readonly PropertyKey[]
  readonly unknownKeys: readonly string[]
} {
  const [issue] = error.issues
  if (issue === undefined) return { path: [], unknownKeys: [] }
  return { path: issue.path, unknownKeys: issue.code === 'unrecognized_keys' ? issue.keys : [] }
}
