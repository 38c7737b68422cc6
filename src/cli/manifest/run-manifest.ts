import { dirname, join } from 'node:path'
import { defaultLedgerTable, type LedgerTable } from '../../core/ledger.ts'
import type { Manifest } from '../../core/manifest.ts'
import { UserError } from '../../io/errors.ts'
import { harmless } from '../../report/rich-text.ts'
import { makeManifest, writeManifest } from '../make-manifest.ts'
import { manifestSummary } from '../manifest-summary.ts'
import { publishedChanges } from '../published-changes.ts'
import {
  allowancesFile,
  publishedFolder,
  readAllowances,
  readManifestIfThere,
} from '../published.ts'

/** The options of `manifest`, as commander gives them. */
export interface ManifestOptions {
  readonly migrations: string
  readonly name: string
  readonly out?: string
  readonly ledger?: LedgerTable
  readonly appendOnly?: true
  readonly prelude: readonly string[]
  readonly replayOn?: string
  readonly ledgerOnly?: true
  readonly gitHistory?: number | 'all'
}

/** Makes the manifest, says what it takes back of the one before, and writes it. */
export async function runManifest(options: ManifestOptions): Promise<void> {
  const { migrations, name, ledger = defaultLedgerTable, appendOnly = false, gitHistory } = options
  const schema =
    options.ledgerOnly === true
      ? 'ledger-only'
      : { preludes: options.prelude, on: options.replayOn }
  const file = options.out ?? join(publishedFolder, `${name}.json`)
  const made = await makeManifest({ migrations, name, ledger, schema, gitHistory })
  const { manifest, warnings, ...rest } = made
  const changes = await changesSince(file, manifest)
  if (appendOnly && changes.length > 0) {
    const lines = changes.map((change) => `\n  * ${change}`)
    throw new UserError(`${file} is left as it was, as --append-only asks:${lines.join('')}`)
  }
  await writeManifest(manifest, file, publishedFolder)
  for (const warning of [...warnings, ...changes]) {
    process.stderr.write(`warning: ${harmless(warning)}\n`)
  }
  const isPublished = options.out === undefined
  process.stdout.write(manifestSummary({ manifest, file, isPublished, ...rest }))
}

/** What should be known of a manifest before it takes the place of the one in the file. */
async function changesSince(file: string, after: Manifest): Promise<readonly string[]> {
  const before = await readManifestIfThere(file)
  if (before === undefined) return []
  if (before === 'unreadable') {
    return [
      `What stands in ${file} is no whole manifest, so what has changed since it was published cannot be told. See what git has of it: git diff HEAD -- ${file}`,
    ]
  }
  const { allowances } = await readAllowances(join(dirname(file), allowancesFile))
  return publishedChanges({ before, after, allowances, now: Date.now() })
}
