import { dirname, join } from 'node:path'
import { Command } from 'commander'
import type { Allowance } from '../../core/allowance.ts'
import { Name } from '../../core/manifest.ts'
import { MigrationHash } from '../../core/migration.ts'
import { formatAllowances } from '../../io/allowances.ts'
import { UserError } from '../../io/errors.ts'
import {
  allowancesFile,
  publishedFolder,
  readAllowances,
  readPublishedNames,
} from '../published.ts'
import { writeAtomically } from '../write-atomically.ts'

/** `driftwatch allow`: accepts a hash that stands in a ledger though no file declares it. */
export function allowCommand(): Command {
  return new Command('allow')
    .description('accept a hash of the ledger that no migration declares, with a reason')
    .argument('<hash>', 'the 64 hexadecimal digits that `driftwatch check` shows', parseHash)
    .requiredOption('--reason <text>', 'why it may stand there', parseWords('--reason', 1000))
    .requiredOption('--owner <text>', 'who answers for it', parseWords('--owner', 200))
    .option('--expires <YYYY-MM-DD>', 'the last day on which it holds, in UTC', parseDay)
    .option('--manifest <name>', 'the one manifest that it is for (default: all)', parseName)
    .option('--file <file>', 'where to write it', join(publishedFolder, allowancesFile))
    .option('--replace', 'put it in the place of the one that is there for this hash')
    .action(run)
}

interface Options {
  readonly reason: string
  readonly owner: string
  readonly expires?: string
  readonly manifest?: string
  readonly file: string
  readonly replace?: true
}

async function run(hash: MigrationHash, options: Options): Promise<void> {
  const { reason, owner, expires, manifest, file, replace = false } = options
  await refuseUnknownManifest(manifest, dirname(file))
  const allowance = {
    hash,
    reason,
    owner,
    date: today(),
    ...(expires === undefined ? {} : { expires }),
    ...(manifest === undefined ? {} : { manifest }),
  }
  const { allowances: before, rules } = await readAllowances(file)
  const isSame = (entry: Allowance) => entry.hash === hash && entry.manifest === manifest
  const known = before.find((entry) => isSame(entry) || coversAll(entry, hash))
  if (known !== undefined && !(replace && isSame(known))) throw alreadyAllowed(known, replace, file)
  if (known === undefined && replace) {
    throw new UserError(`${file} has no allowance for ${hash} to replace. Leave out --replace.`)
  }
  const after =
    known === undefined
      ? [...before, allowance]
      : before.map((entry) => (isSame(entry) ? allowance : entry))
  await writeAtomically(file, formatAllowances(after, rules))
  process.stdout.write(summary(allowance, file, known !== undefined))
}

function coversAll(entry: Allowance, hash: string): boolean {
  return entry.hash === hash && entry.manifest === undefined
}

function alreadyAllowed(known: Allowance, replace: boolean, file: string): UserError {
  const scope = scopeOf(known.manifest)
  const granted = `${file} allows ${known.hash} for ${scope} already: granted on ${known.date} by ${known.owner}, because: ${known.reason}.`
  return new UserError(
    replace
      ? `${granted} --replace only puts one for ${scope} in its place; delete it by hand to allow less.`
      : `${granted} Add --replace to put this one in its place.`,
  )
}

/** A typing error in the name would make an allowance that never holds. */
async function refuseUnknownManifest(name: string | undefined, folder: string): Promise<void> {
  if (name === undefined) return
  const names = await readPublishedNames(folder)
  if (names.length === 0 || names.includes(name)) return
  throw new UserError(
    `${folder}/ has no manifest "${name}", so nothing would be allowed. There is: ${names.join(', ')}.`,
  )
}

function parseHash(text: string): MigrationHash {
  const hash = MigrationHash.safeParse(text.trim().toLowerCase())
  if (hash.success) return hash.data
  throw new UserError(
    'The hash must be all of its 64 hexadecimal digits: a check shows them in the command that it suggests.',
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
    throw new UserError(`--expires is over: today is ${today()}, in UTC. Nothing would be allowed.`)
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

function summary(
  allowance: Omit<Allowance, 'hash'> & { hash: string },
  file: string,
  isReplaced: boolean,
): string {
  const { hash, reason, owner, expires, manifest } = allowance
  const until = expires === undefined ? 'until it is deleted' : `until the end of ${expires}, UTC`
  return [
    `${file}: ${isReplaced ? 'replaced the allowance for' : 'allowed'}`,
    `  ${hash}`,
    `  for ${scopeOf(manifest)}, ${until}`,
    `  because: ${reason}`,
    `  owner: ${owner}`,
    'Commit it. A check here goes by it at once, the monitor from its next deploy on.',
    '',
  ].join('\n')
}
