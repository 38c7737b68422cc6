import { assertNever } from '../../core/never.ts'
import { keyOf, type Problem, severityOf } from '../../core/verify/problem.ts'
import type { Annotation } from '../annotation.ts'
import type { ProblemWords } from './problem-words.ts'
import { wordBase } from './word-base.ts'
import { wordEffect } from './word-effect.ts'
import { wordFolder } from './word-folder.ts'
import { wordReplay } from './word-replay.ts'

/** A problem as it is shown, in plain words. */
export function wordProblem(problem: Problem): Annotation {
  const { rule, place } = problem
  return { rule, key: keyOf(problem), severity: severityOf[rule], ...wordsFor(problem), place }
}

function wordsFor(problem: Problem): ProblemWords {
  switch (problem.rule) {
    case 'folder-malformed':
    case 'conflict-marker':
    case 'file-absent':
    case 'file-undeclared':
    case 'not-utf8':
    case 'repeated-tag':
    case 'repeated-when':
    case 'future-when':
    case 'older-when':
      return wordFolder(problem)
    case 'edited':
    case 'line-endings':
    case 'deleted':
    case 'renamed':
    case 'restamped':
    case 'reordered':
    case 'overtaken':
    case 'runs-late':
    case 'number-taken':
    case 'base-without-folder':
      return wordBase(problem)
    case 'replay-failed':
    case 'not-deterministic':
    case 'schema-not-migrated':
    case 'manifest-behind':
      return wordReplay(problem)
    case 'drops':
    case 'empties':
    case 'changes-type':
    case 'sets-not-null':
    case 'adds-not-null':
      return wordEffect(problem)
    default:
      return assertNever(problem)
  }
}
