import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import type { Allowance } from '../../core/allowance.ts'
import { Name } from '../../core/manifest.ts'
import { UserError } from '../../io/errors.ts'
import { allowancesFile, publishedFolder, readPublishedNames } from '../published.ts'

/** What `allow` and `ignore` have in common: a reason, an owner, and how long it holds for whom. */
export interface ExceptionOptions {
  readonly reason: string
  readonly owner: string
  readonly expires?: string
  readonly manifest?: string
  readonly file: string
  readonly replace?: true
}

/** What every exception says of itself. */
export type Granted = Omit<Allowance, 'hash'>

/** The command with the options that every exception has; `subject` is what it is granted for. */
export function withExceptionOptions(command: Command, subject: string): Command {
  return command
    .requiredOption('--reason <text>', 'why it is accepted', parseWords('--reason', 1000))
    .requiredOption('--owner <text>', 'who answers for it', parseWords('--owner', 200))
    .option('--expires <YYYY-MM-DD>', 'the last day on which it holds, in UTC', parseDay)
    .option('--manifest <name>', 'the one manifest that it is for (default: all)', parseName)
    .option('--file <file>', 'where to write it', join(publishedFolder, allowancesFile))
    .option('--replace', `put it in the place of the one that is there for this ${subject}`)
}

/** What the options grant from today on. Throws a `UserError` for a manifest that is not there. */
export async function grantedBy(options: ExceptionOptions): Promise<Granted> {
  const { reason, owner, expires, manifest, file } = options
  await refuseUnknownManifest(manifest, dirname(file))
  return {
    reason,
    owner,
    date: today(),
    ...(expires === undefined ? {} : { expires }),
    ...(manifest === undefined ? {} : { manifest }),
  }
}

/** How one kind of exception is spoken of. */
export interface Words<T extends Granted> {
  /** As in `an allowance`. */
  readonly name: string
  /** As in `allows`. */
  readonly does: string
  /** What it is granted for, such as the hash. */
  readonly subjectOf: (entry: T) => string
}

/**
 * The list with the entry behind the others, or in the place of the one that it replaces.
 * Throws a `UserError` where that is not to be.
 */
export function placed<T extends Granted>(
  before: readonly T[],
  entry: T,
  { replace, file }: Pick<ExceptionOptions, 'replace' | 'file'>,
  words: Words<T>,
): { readonly after: readonly T[]; readonly isReplaced: boolean } {
  const subject = words.subjectOf(entry)
  const isToReplace = replace === true
  const isOfSubject = (other: T) => words.subjectOf(other) === subject
  const isSame = (other: T) => isOfSubject(other) && other.manifest === entry.manifest
  const known = before.find(
    (other) => isSame(other) || (isOfSubject(other) && other.manifest === undefined),
  )
  if (known !== undefined && !(isToReplace && isSame(known))) {
    throw alreadyThere(known, isToReplace, file, words)
  }
  if (known === undefined && isToReplace) {
    throw new UserError(
      `${file} has no ${words.name} for ${subject} to replace. Leave out --replace.`,
    )
  }
  const after =
    known === undefined
      ? [...before, entry]
      : before.map((other) => (isSame(other) ? entry : other))
  return { after, isReplaced: known !== undefined }
}

function alreadyThere<T extends Granted>(
  known: T,
  replace: boolean,
  file: string,
  { does, subjectOf }: Words<T>,
): UserError {
  const scope = scopeOf(known.manifest)
  const granted = `${file} ${does} ${subjectOf(known)} for ${scope} already: granted on ${known.date} by ${known.owner}, because: ${known.reason}.`
  return new UserError(
    replace
      ? `${granted} --replace only puts one for ${scope} in its place; delete it by hand to accept less.`
      : `${granted} Add --replace to put this one in its place.`,
  )
}

/** What was written, for whom and for how long. */
export function summaryOf(what: string, subject: string, granted: Granted, file: string): string {
  const { reason, owner, expires, manifest } = granted
  const until = expires === undefined ? 'until it is deleted' : `until the end of ${expires}, UTC`
  return [
    `${file}: ${what}`,
    `  ${subject}`,
    `  for ${scopeOf(manifest)}, ${until}`,
    `  because: ${reason}`,
    `  owner: ${owner}`,
    'Commit it. A check here goes by it at once; the monitor from its next deploy on, if that is from this repository.',
    '',
  ].join('\n')
}

/** A typing error in the name would make an exception that never holds. */
async function refuseUnknownManifest(name: string | undefined, folder: string): Promise<void> {
  if (name === undefined) return
  const names = await readPublishedNames(folder)
  if (names.length === 0 || names.includes(name)) return
  throw new UserError(
    `${folder}/ has no manifest "${name}", so nothing would be accepted. There is: ${names.join(', ')}.`,
  )
}

function parseWords(option: string, length: number): (text: string) => string {
  return (text) => {
    const words = text.trim()
    if (!/[\p{L}\p{N}]/u.test(words)) throw new UserError(`${option} must say something in words.`)
    if (words.length > length) {
      throw new UserError(`${option} has ${words.length} characters; ${length} are enough.`)
    }
    return words
  }
}

function parseDay(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text)) {
    throw new UserError(`--expires must be a day of the calendar, such as ${today()}.`)
  }
  if (text < today()) {
    throw new UserError(
      `--expires is over: today is ${today()}, in UTC. Nothing would be accepted.`,
    )
  }
  return text
}

function parseName(text: string): string {
  if (Name.safeParse(text).success) return text
  throw new UserError('--manifest must be the name of a manifest, without .json and in lower case.')
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function scopeOf(manifest: string | undefined): string {
  return manifest === undefined ? 'every manifest' : `the manifest ${manifest}`
}
