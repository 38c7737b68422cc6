import { Command } from 'commander'
import type { Allowance } from '../../core/allowance.ts'
import { MigrationHash } from '../../core/migration.ts'
import { formatAllowances } from '../../io/allowances.ts'
import { UserError } from '../../io/errors.ts'
import { readAllowances } from '../published.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import {
  type ExceptionOptions,
  grantedBy,
  placed,
  summaryOf,
  withExceptionOptions,
  type Words,
} from './exceptions.ts'

/** `driftwatch allow`: accepts a hash that stands in a ledger though no file declares it. */
export function allowCommand(): Command {
  const command = new Command('allow')
    .description('accept a hash of the ledger that no migration declares, with a reason')
    .argument('<hash>', 'the 64 hexadecimal digits that `driftwatch check` shows', parseHash)
  return withExceptionOptions(command, 'hash').action(run)
}

const words: Words<Allowance> = {
  name: 'allowance',
  does: 'allows',
  subjectOf: ({ hash }) => hash,
}

async function run(hash: MigrationHash, options: ExceptionOptions): Promise<void> {
  const { file } = options
  const allowance = { hash, ...(await grantedBy(options)) }
  const { allowances, rules } = await readAllowances(file)
  const { after, isReplaced } = placed(allowances, allowance, options, words)
  await writeAtomically(file, formatAllowances(after, rules))
  const what = isReplaced ? 'replaced the allowance for' : 'allowed'
  process.stdout.write(summaryOf(what, hash, allowance, file))
}

function parseHash(text: string): MigrationHash {
  const hash = MigrationHash.safeParse(text.trim().toLowerCase())
  if (hash.success) return hash.data
  throw new UserError(
    'The hash must be all of its 64 hexadecimal digits: a check shows them in the command that it suggests.',
  )
}
