import { expect } from 'vitest'
import { UserError } from '../../src/io/errors.ts'

/** The message of the `UserError` that the work fails with; any other outcome fails the test. */
export async function userErrorOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return error instanceof Error ? error.message : ''
  }
  throw new Error('no error was thrown')
}
