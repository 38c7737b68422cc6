import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser'
import * as z from 'zod/mini'
import type { Place, Problem } from '../../core/verify/problem.ts'

/** A migration that a journal declares, and the line that says so. */
export interface SurveyedEntry {
  readonly tag: string
  readonly when: number
  readonly line: number
}

export interface JournalSurvey {
  readonly entries: readonly SurveyedEntry[]
  readonly problems: readonly Problem[]
}

const Text = z.string()
const When = z.int().check(z.nonnegative())
const wayOut = 'Take that part of it from git as drizzle-kit wrote it.'

/** All that can be read of a journal, and all that is wrong with it, each with its line. */
export function surveyJournal(text: string, file: string): JournalSurvey {
  const lineAt = linesOf(text)
  const marker = conflictLine(text)
  if (marker !== undefined) {
    return { entries: [], problems: [{ rule: 'conflict-marker', place: { file, line: marker } }] }
  }
  const fault = (what: string, at?: Node): Problem => {
    const place: Place = { file, line: lineAt(at?.offset ?? 0) }
    return { rule: 'folder-malformed', fault: what, place }
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const [error] = errors
  if (error !== undefined || root === undefined) {
    const place = { file, line: lineAt(error?.offset ?? 0) }
    const what = `The journal is not JSON. ${wayOut}`
    return { entries: [], problems: [{ rule: 'folder-malformed', fault: what, place }] }
  }
  const dialect = findNodeAtLocation(root, ['dialect'])
  const list = findNodeAtLocation(root, ['entries'])
  if (list?.type !== 'array') {
    return { entries: [], problems: [fault(`The journal has no list "entries". ${wayOut}`, list)] }
  }
  const problems: Problem[] = []
  if (!['postgresql', 'pg'].includes(String(dialect?.value))) {
    const name = JSON.stringify(dialect?.value ?? null)
    problems.push(
      fault(`The journal's dialect is ${name}, and Driftwatch reads PostgreSQL alone.`, dialect),
    )
  }
  const entries: SurveyedEntry[] = []
  for (const [index, node] of (list.children ?? []).entries()) {
    const tagNode = findNodeAtLocation(node, ['tag'])
    const tag = Text.safeParse(tagNode?.value)
    const when = When.safeParse(findNodeAtLocation(node, ['when'])?.value)
    const line = lineAt((tagNode ?? node).offset)
    const position = `Entry ${index + 1} of the journal`
    if (!tag.success || !when.success) {
      const field = tag.success ? '"when", in whole milliseconds since 1970' : '"tag"'
      problems.push(fault(`${position} has no ${field}. ${wayOut}`, tagNode ?? node))
    } else if (!isFileName(tag.data)) {
      problems.push(
        fault(
          `${position} has the tag ${JSON.stringify(tag.data)}, which is no file name. A tag is the name of an SQL file in the folder, without \`.sql\`.`,
          tagNode,
        ),
      )
    } else if (entries.some((entry) => entry.tag === tag.data)) {
      problems.push({ rule: 'repeated-tag', tag: tag.data, place: { file, line } })
    } else {
      entries.push({ tag: tag.data, when: when.data, line })
    }
  }
  return { entries, problems }
}

/** The number of the first line that git left behind in a merge, counted from 1. */
export function conflictLine(text: string): number | undefined {
  // A row of `=` alone may be somebody's comment.
  const found = /^(<{7}|>{7}|\|{7})(\s|$)/m.exec(text)
  return found === null ? undefined : linesOf(text)(found.index)
}

/** A tag becomes a path: it must not lead out of the folder. */
function isFileName(tag: string): boolean {
  return tag !== '' && !/[/\\\p{Cc}]/u.test(tag) && !tag.startsWith('..')
}

/** Gives the line of an offset, from 1; for offsets that grow, in one pass. */
function linesOf(text: string): (offset: number) => number {
  let line = 1
  let from = 0
  return (offset) => {
    if (offset < from) [line, from] = [1, 0]
    for (
      let at = text.indexOf('\n', from);
      at !== -1 && at < offset;
      at = text.indexOf('\n', from)
    ) {
      line += 1
      from = at + 1
    }
    return line
  }
}
