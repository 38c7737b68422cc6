import { Command } from 'commander'
import type { Manifest } from '../../core/manifest.ts'
import { assertNever } from '../../core/never.ts'
import type { Verdict } from '../../core/verdict.ts'
import { UserError } from '../../io/errors.ts'
import { harmless } from '../../report/rich-text.ts'
import type { Palette } from '../../report/terminal.ts'
import { outputFor } from '../output.ts'
import { onProvingGround } from '../prove/open-proving-ground.ts'
import { type Proof, prove, verdictOnReplay } from '../prove/prove.ts'
import type { ProvingGround } from '../prove/proving-ground.ts'
import { readManifest } from '../published.ts'

/** `driftwatch prove`: shows on the reader's own schema that tampering is found. */
export function proveCommand(): Command {
  return new Command('prove')
    .description('tamper with a replay of the migrations in every known way, and see it found')
    .requiredOption('--manifest <file>', 'what the repository declares: see `driftwatch manifest`')
    .requiredOption('--migrations <folder>', 'the folder that it was made of')
    .option('--prelude <file>', 'SQL that runs first, as for `driftwatch manifest`', gather, [])
    .option(
      '--replay-on <url>',
      'tamper in a new database on this PostgreSQL, dropped in the end (default: an embedded one)',
    )
    .addHelpText('after', notes)
    .action(run)
}

const notes = `
Nothing but the replay is touched, and no database that is there already. Exit 0: the
replay is clean, and all that was done to it was found; 1: something was missed; 2: it
could not be tried. A user of --replay-on who is no superuser may not try all of it.
Grants, comments, statistics objects, publications and subscriptions are not compared.`

interface Options {
  readonly manifest: string
  readonly migrations: string
  readonly prelude: readonly string[]
  readonly replayOn?: string
  readonly color?: boolean
}

function gather(file: string, before: readonly string[]): readonly string[] {
  return [...before, file]
}

async function run(_own: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<Options>()
  const manifest = await readManifest(options.manifest)
  const { migrations, prelude: preludes, replayOn: on, color } = options
  await onProvingGround(manifest, { migrations, preludes, on }, (ground) =>
    proveAll(ground, manifest, outputFor(process.stdout, process.env, color).palette),
  )
}

async function proveAll(
  ground: ProvingGround,
  manifest: Manifest,
  palette: Palette,
): Promise<void> {
  const now = Date.now()
  const untouched = await verdictOnReplay(ground, manifest, now)
  const isClean = untouched.status === 'in-sync'
  const { objects = 0 } = untouched.coverage.schema
  process.stdout.write(
    isClean
      ? `${palette.good('clean')}   the replay as it is: ${objects} objects, nothing found\n`
      : `${palette.critical('NOISE')}   the replay as it is has findings:\n${noiseLines(untouched)}`,
  )
  const proofs: Proof[] = []
  for await (const proof of prove(ground, manifest, now)) {
    proofs.push(proof)
    process.stdout.write(`${lineOf(proof, palette)}\n`)
  }
  const missed = proofs.filter(({ outcome }) => outcome === 'missed')
  process.exitCode = isClean && missed.length === 0 ? 0 : 1
  process.stdout.write(`\n${summary(proofs)}\n`)
}

function noiseLines({ findings }: Verdict): string {
  return findings.map(({ key }) => `        ${harmless(key)}\n`).join('')
}

/** The widest of the names, so that the objects stand in one column. */
const nameWidth = 48

function lineOf(proof: Proof, palette: Palette): string {
  switch (proof.outcome) {
    case 'found':
      return `${palette.good('found')}   ${proof.name.padEnd(nameWidth)} ${palette.faint(harmless(proof.subject))}`.trimEnd()
    case 'missed':
      return `${palette.critical('MISSED')}  ${proof.name}: ${harmless(`${proof.expected.kind} ${proof.expected.subject}`)}${proof.by === 'digest' ? ', which the monitor would not look for' : ''}\n        ${harmless(proof.sql)}`
    case 'not-applicable':
      return palette.faint(`–       ${proof.name}: nothing here that it could be done to`)
    default:
      return assertNever(proof)
  }
}

function summary(proofs: readonly Proof[]): string {
  const count = (outcome: Proof['outcome']) =>
    proofs.filter((proof) => proof.outcome === outcome).length
  const tried = count('found') + count('missed')
  if (tried === 0) throw new UserError('Nothing could be tampered with: is the history empty?')
  return `${count('found')} of ${tried} kinds of tampering found, ${count('missed')} missed; ${count('not-applicable')} have nothing here to be done to.`
}
