import { incompleteAnswer } from './read-error.ts'

/** The array that is an answer's JSON. Throws a `ReadError` where it is cut short, or is none. */
export function answeredList(json: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(json)
    if (Array.isArray(list)) return list
  } catch {
    // No JSON at all is no list, either.
  }
  throw incompleteAnswer()
}
