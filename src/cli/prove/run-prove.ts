import type { Manifest } from '../../core/manifest.ts'
import { assertNever } from '../../core/never.ts'
import type { Verdict } from '../../core/verdict.ts'
import { UserError } from '../../io/errors.ts'
import { harmless } from '../../report/rich-text.ts'
import type { Palette } from '../../report/palette.ts'
import { outputFor } from '../output.ts'
import { readManifest } from '../published.ts'
import { onProvingGround } from './open-proving-ground.ts'
import { type Proof, prove, verdictOnReplay } from './prove.ts'
import type { ProvingGround } from './proving-ground.ts'

/** The options of `prove`, as commander gives them. */
export interface ProveOptions {
  readonly manifest: string
  readonly migrations: string
  readonly prelude: readonly string[]
  readonly replayOn?: string
  readonly color?: boolean
}

/** Tells of each kind of tampering as soon as it is tried; 1 as the exit code where one was missed. */
export async function runProve(options: ProveOptions): Promise<void> {
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
