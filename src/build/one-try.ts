/**
 * Stands in for `p-retry`, with which `@slack/webhook` sends, in the Worker's bundle: there a
 * message is sent once, since the outbox knows better when to send it again.
 */
// oxlint-disable-next-line import/no-default-export -- It is where p-retry has its own.
export default async function oneTry<T>(send: (attempt: number) => Promise<T>): Promise<T> {
  try {
    return await send(1)
  } catch (error) {
    throw error instanceof AbortError ? error.originalError : error
  }
}

/** Thrown by what is not to be tried again, around the reason. */
export class AbortError extends Error {
  readonly originalError: Error

  constructor(originalError: Error) {
    super(originalError.message)
    this.originalError = originalError
  }
}
