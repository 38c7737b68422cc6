import type { RichText } from './rich-text.ts'

/**
 * The four ways out of a disagreement. `codify`: the repository learns what the database has.
 * `revert`: the database goes back to what the repository says. `allow`: it is accepted, with a
 * reason. `record`: the ledger is mended, and nothing else.
 */
export const exitNames = ['codify', 'revert', 'allow', 'record'] as const
export type ExitName = (typeof exitNames)[number]

/** What can be pasted: into a migration or a database, or into a shell. */
export interface Code {
  readonly language: 'sql' | 'sh'
  /** Each of them clean: no foreign text in it can break a line or hide. */
  readonly lines: readonly string[]
}

/** One way out, for a person to take: nothing of ours ever does. */
export interface Exit {
  readonly exit: ExitName
  /** On which condition, and how. */
  readonly text: RichText
  readonly code?: Code
  /** What can go wrong with it. */
  readonly risk: RichText
  /** It deletes what cannot be had back from anywhere but a backup. */
  readonly destroys?: true
}
