import type { Problem, RuleId } from '../../core/verify/problem.ts'
import type { Survey } from '../../io/drizzle/survey-folder.ts'

/** What `driftwatch verify` was asked to look at. */
export interface VerifyRequest {
  readonly migrations: string
  readonly base?: string | undefined
  readonly manifest?: string | undefined
  /** A module of the schema, or a folder of them; `false` where nobody wants to know. */
  readonly schema?: string | false | undefined
  readonly drizzleConfig?: string | undefined
  readonly preludes: readonly string[]
  readonly replay: boolean
  readonly replayOn?: string | undefined
}

/** Where the folder stands, and what it holds. */
export interface Ground {
  /** The absolute path of the folder. */
  readonly folder: string
  /** The folder relative to its repository's root, with `/`; or as it was given, outside of one. */
  readonly path: string
  /** The absolute path of the repository's root, where it is in one. */
  readonly root: string | undefined
  readonly survey: Survey
}

/** What one of the checks came to. */
export interface Checked {
  readonly problems: readonly Problem[]
  /** What it has looked at, whether something was wrong with it or not. */
  readonly rules: readonly RuleId[]
  /** Whole sentences on what was asked for and could not be told. */
  readonly notTold?: readonly string[]
  /** Whole sentences on what was looked at, or was not and need not be. */
  readonly notes?: readonly string[]
}
