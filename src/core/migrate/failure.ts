/** What the migrator says of its failure, with the statement that failed apart from it. */
export interface Failure {
  readonly words: string
  readonly statement: string | undefined
}

/** Drizzle quotes the statement between what caused it and what else is said of it. */
export function failureOf(told: string): Failure {
  const found = /(?:^|\n)Failed query: ([\s\S]*?)(?:\nparams:[^\n]*|$)(?=\n|$)/.exec(told)
  if (found === null) return { words: told, statement: undefined }
  const [quoted, statement = ''] = found
  const rest = [told.slice(0, found.index), told.slice(found.index + quoted.length)]
  return {
    words: rest
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
      .join(' '),
    statement: statement.trim(),
  }
}

/** A statement that failed, and where in the reader's files it stands. */
export interface FailedStatement {
  readonly sql: string
  readonly place: { readonly file: string; readonly line: number } | undefined
}

/** Where a statement stands; nothing where that is in none of the files, or in several. */
export function placeOfStatement(
  statement: string,
  scripts: readonly { readonly file: string; readonly sql: string }[],
): FailedStatement['place'] {
  const [one, ...others] = scripts.filter(({ sql }) => statement !== '' && sql.includes(statement))
  if (one === undefined || others.length > 0) return undefined
  const before = one.sql.slice(0, one.sql.indexOf(statement))
  return { file: one.file, line: before.split('\n').length }
}

/** Whether PostgreSQL refuses a row, by the SQLSTATE that follows what it says. */
export function isAboutRows(words: string): boolean {
  return /\((23502|23503|23505|23514)\)/.test(words)
}
