import type { Annotation } from '../annotation.ts'

/** What is said of a problem. */
export type ProblemWords = Pick<Annotation, 'title' | 'text'>
