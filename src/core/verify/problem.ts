import type { Severity } from '../severity.ts'

/** Where a person sees a problem: a file relative to the repository's root, with `/`. */
export interface Place {
  readonly file: string
  /** From 1. */
  readonly line?: number
}

/** What a statement does that cannot be undone, or that rows in a table can make fail. */
export const effects = [
  'drops',
  'empties',
  'changes-type',
  'sets-not-null',
  'adds-not-null',
] as const
export type Effect = (typeof effects)[number]

/** One thing that is wrong with a change, or worth knowing of it. */
export type Problem =
  /** The folder as a whole, its journal or one of its entries cannot be read as Drizzle reads it. */
  | { readonly rule: 'folder-malformed'; readonly fault: string; readonly place: Place }
  | { readonly rule: 'conflict-marker'; readonly place: Place }
  /** Declared, and there is no file of it. */
  | { readonly rule: 'file-absent'; readonly tag: string; readonly place: Place }
  /** A file that Drizzle never runs. */
  | { readonly rule: 'file-undeclared'; readonly layout: Layout; readonly place: Place }
  | { readonly rule: 'not-utf8'; readonly place: Place }
  | { readonly rule: 'repeated-tag'; readonly tag: string; readonly place: Place }
  | ({ readonly rule: 'repeated-when'; readonly twin: string } & Dated)
  | ({ readonly rule: 'future-when' } & Dated)
  /** Older than one that stands before it in the same journal. */
  | ({ readonly rule: 'older-when'; readonly newest: string } & Dated)
  | ({ readonly rule: 'edited' } & Edited)
  /** As `edited`, but only line endings, a BOM or the final newline differ. */
  | ({ readonly rule: 'line-endings' } & Edited)
  | ({ readonly rule: 'deleted' } & Tagged)
  | ({ readonly rule: 'renamed'; readonly was: string } & Tagged)
  /** Its `when` is another one. */
  | ({ readonly rule: 'restamped'; readonly was: number } & Dated)
  | ({ readonly rule: 'reordered' } & Tagged)
  /** New, and not newer than a migration that the other side has: Drizzle 0.x will skip it. */
  | ({ readonly rule: 'overtaken'; readonly by: Overtaker } & Dated)
  /** The same of Drizzle 1.0, which runs it all the same: after what a new database runs later. */
  | ({ readonly rule: 'runs-late'; readonly by: Overtaker } & Dated)
  /** Another new migration has the same number. */
  | ({ readonly rule: 'number-taken'; readonly by: string; readonly base?: string } & Tagged)
  /** The base branch has no migrations at this place, so that all of them count as new. */
  | { readonly rule: 'base-without-folder'; readonly base: string; readonly place: Place }
  | {
      readonly rule: 'replay-failed'
      /** What PostgreSQL says, and what usually helps, in lines. */
      readonly lines: readonly string[]
      readonly place: Place
    }
  | {
      readonly rule: 'not-deterministic'
      /** Objects that only one of two replays has, or that they have differently. */
      readonly objects: readonly string[]
      readonly place: Place
    }
  | {
      readonly rule: 'schema-not-migrated'
      /** The SQL that is not in a migration; none where drizzle-kit has a question first. */
      readonly statements: readonly string[]
      /** What drizzle-kit asks, in its words; 0.31 does not say. */
      readonly question?: string
      readonly place: Place
    }
  | {
      readonly rule: 'manifest-behind'
      readonly manifest: string
      /** The tags that it does not know, knows with another text, and no longer should know. */
      readonly lacks: readonly string[]
      readonly differs: readonly string[]
      readonly keeps: readonly string[]
      readonly place: Place
    }
  | { readonly rule: Effect; readonly object: string; readonly tag: string; readonly place: Place }

/** `journal`: drizzle-kit 0.x. `folders`: drizzle-kit 1.0. */
export type Layout = 'journal' | 'folders'

interface Tagged {
  readonly tag: string
  readonly place: Place
}

interface Edited extends Tagged {
  /** Git's id of the text that it has now, so that a baseline knows this edit and none after it. */
  readonly blob?: string | undefined
}

interface Dated extends Tagged {
  readonly when: number
}

/** A migration that is newer, and where it stands: a branch or a manifest. */
export interface Overtaker {
  readonly tag: string
  readonly when: number
  readonly on: string
}

export type RuleId = Problem['rule']
export type ProblemOf<Rule extends RuleId> = Extract<Problem, { rule: Rule }>

/** What can be told of a folder by itself. */
export const folderRules = [
  'folder-malformed',
  'conflict-marker',
  'file-absent',
  'file-undeclared',
  'not-utf8',
  'repeated-tag',
  'repeated-when',
  'future-when',
  'older-when',
] as const satisfies readonly RuleId[]

/** What only another commit can tell. */
export const baseRules = [
  'edited',
  'line-endings',
  'deleted',
  'renamed',
  'restamped',
  'reordered',
  'overtaken',
  'runs-late',
  'number-taken',
  'base-without-folder',
] as const satisfies readonly RuleId[]

/** How bad each of them is; the order is that in which people should meet them. */
export const severityOf: Readonly<Record<RuleId, Severity>> = {
  'folder-malformed': 'critical',
  'conflict-marker': 'critical',
  'file-absent': 'critical',
  'repeated-tag': 'critical',
  'repeated-when': 'critical',
  edited: 'critical',
  deleted: 'critical',
  renamed: 'critical',
  restamped: 'critical',
  reordered: 'critical',
  overtaken: 'critical',
  'future-when': 'critical',
  'replay-failed': 'critical',
  'schema-not-migrated': 'critical',
  'not-deterministic': 'warning',
  'number-taken': 'warning',
  'older-when': 'warning',
  'file-undeclared': 'warning',
  'not-utf8': 'warning',
  'manifest-behind': 'warning',
  'line-endings': 'notice',
  'runs-late': 'notice',
  'base-without-folder': 'notice',
  drops: 'notice',
  empties: 'notice',
  'changes-type': 'notice',
  'sets-not-null': 'notice',
  'adds-not-null': 'notice',
}

/**
 * What stays the same of a problem for as long as it lasts, whatever line it moves to. What comes
 * to the same place later, as a second edit of a file, has another key: a baseline knows it not.
 */
export function keyOf(problem: Problem): string {
  const parts = [
    problem.rule,
    problem.place.file,
    ...('tag' in problem ? [problem.tag] : []),
    ...('when' in problem ? [String(problem.when)] : []),
    ...('blob' in problem && problem.blob !== undefined ? [problem.blob] : []),
    ...('object' in problem ? [problem.object] : []),
    ...('objects' in problem ? problem.objects : []),
    ...('fault' in problem ? [problem.fault] : []),
    ...('statements' in problem ? problem.statements : []),
    ...('question' in problem && problem.question !== undefined ? [problem.question] : []),
    ...('lacks' in problem ? [...problem.lacks, ...problem.differs, ...problem.keeps] : []),
  ]
  return parts.join(' ').replaceAll(/\s+/g, ' ')
}
