import { UserError } from '../../src/io/errors.ts'

/** The work's result. Throws a `UserError` where it takes longer than so many seconds. */
export async function within<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new UserError(`${what} took longer than ${seconds} seconds, so it was given up.`))
  }, seconds * 1000)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
