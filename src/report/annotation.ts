import type { Severity } from '../core/severity.ts'

/** One problem as CI systems show it: of a database, or of a change to the repository. */
export interface Annotation {
  /** Of a kind, such as `edited`: SARIF's rule id, JUnit's class. */
  readonly rule: string
  /** Stays the same for as long as the problem lasts, whatever line it moves to. */
  readonly key: string
  readonly severity: Severity
  /** A few words without a full stop. */
  readonly title: string
  /** Whole sentences: what is wrong, and what to do. Plain text of one or more lines. */
  readonly text: string
  /** Where people see it, if it has a place in a file. */
  readonly place?: {
    /** Relative to the repository's root, with `/`. */
    readonly file: string
    /** From 1. */
    readonly line?: number
  }
}
