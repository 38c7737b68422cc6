import type { Cause } from '../core/observation.ts'
import { OutsideError } from './errors.ts'

export interface ReadFailure {
  readonly reason: Cause
  /** What failed and what to do. Without secrets, hosts and foreign text. */
  readonly message: string
  /** Whether another try can help: at once, at the next check, or not until somebody acts. */
  readonly again: 'at-once' | 'later' | 'never'
  readonly sqlState?: string
}

/** A database could not be read. */
export class ReadError extends OutsideError {
  readonly again: ReadFailure['again']
  /** PostgreSQL's five characters, where it was PostgreSQL that refused. */
  readonly sqlState: string | undefined

  constructor({ message, reason, again, sqlState }: ReadFailure) {
    super(message, { reason, retry: again !== 'never' })
    this.again = again
    this.sqlState = sqlState
  }
}

/** An answer came, and a part of it is not there or not what was asked for. */
export function incompleteAnswer(): ReadError {
  return new ReadError({
    reason: 'malformed',
    message:
      'What came back is not the whole answer to what was asked, so nothing of it counts. It is read again at the next check; if it stays so, look for a proxy in between.',
    again: 'later',
  })
}
