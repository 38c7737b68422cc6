import { audit } from '../../core/audit.ts'
import type { Finding } from '../../core/finding.ts'
import type { Manifest } from '../../core/manifest.ts'
import { linesOf, parseLine } from '../../core/schema/catalog-object.ts'
import { objectName } from '../../core/schema/ignore-rule.ts'
import type { Verdict } from '../../core/verdict.ts'
import type { ProvingGround, Standing } from './proving-ground.ts'
import { columnTamperings } from './tamper-columns.ts'
import { constraintTamperings, indexTamperings } from './tamper-constraints.ts'
import { ledgerTamperings } from './tamper-ledger.ts'
import { relationTamperings } from './tamper-relations.ts'
import { routineTamperings } from './tamper-routines.ts'
import { typeTamperings } from './tamper-types.ts'
import { type Expected, TamperedSchema, type Tampering } from './tampering.ts'

/** What came of one kind of tampering. */
export type Proof =
  | { readonly name: string; readonly outcome: 'found'; readonly subject: string }
  | {
      readonly name: string
      readonly outcome: 'missed'
      /** `digest`: a check would have found it, and the monitor would not have looked. */
      readonly by: 'audit' | 'digest'
      readonly expected: Expected
      readonly sql: string
    }
  /** The schema has nothing that it could be done to. */
  | { readonly name: string; readonly outcome: 'not-applicable' }

/** How many objects are tried where PostgreSQL refuses to do it to the first. */
const mostTries = 40

/** On how many objects each kind of tampering is tried out. */
export type Extent = 'one object' | 'every object'

/** Every kind of tampering that is known. */
export function tamperings(
  manifest: Pick<Manifest, 'migrations' | 'layout'>,
  ledger: string,
  now: number,
): readonly Tampering[] {
  return [
    ...columnTamperings,
    ...constraintTamperings,
    ...indexTamperings,
    ...typeTamperings,
    ...relationTamperings,
    ...routineTamperings,
    ...ledgerTamperings(manifest, ledger, now),
  ]
}

/** The verdict on the replay as it is, in which nothing may be found. */
export async function verdictOnReplay(
  ground: ProvingGround,
  manifest: Manifest,
  now: number,
): Promise<Verdict> {
  return verdictOn(await untouchedStanding(ground), manifest, now)
}

/** Does each of the tamperings, one at a time, and says whether it is found and rightly named. */
export async function* prove(
  ground: ProvingGround,
  manifest: Manifest,
  now: number,
  extent: Extent = 'one object',
): AsyncGenerator<Proof> {
  const untouched = await untouchedStanding(ground)
  const schema = new TamperedSchema(linesOf(untouched.lines).map(parseLine))
  for (const { name, ways } of tamperings(manifest, ground.ledger, now)) {
    let isDone = false
    for (const injection of ways(schema).slice(0, mostTries)) {
      const standing = await ground.after(injection.sql)
      if (standing === undefined) continue
      const by = missedBy(
        injection.expected,
        standing,
        untouched,
        verdictOn(standing, manifest, now),
      )
      yield by === undefined
        ? { name, outcome: 'found', subject: injection.expected.subject }
        : { name, outcome: 'missed', by, ...injection }
      isDone = true
      if (extent === 'one object') break
    }
    if (!isDone) yield { name, outcome: 'not-applicable' }
  }
}

/** What did not see it: the comparison, or the digest that calls for one. */
function missedBy(
  expected: Expected,
  standing: Standing,
  untouched: Standing,
  { findings, unreadable }: Verdict,
): 'audit' | 'digest' | undefined {
  const isFound = findings.some((finding) => isExpected(finding, expected))
  // Where most tables went with it, the whole catalog is refused, which is no false calm.
  if (!isFound && unreadable?.cause !== 'too-few-tables') return 'audit'
  // The ledger is read each time.
  const isOfLedger = standing.lines === untouched.lines
  return isOfLedger || standing.digest !== untouched.digest ? undefined : 'digest'
}

async function untouchedStanding(ground: ProvingGround): Promise<Standing> {
  const standing = await ground.after('SELECT 1')
  if (standing === undefined) throw new Error('a SELECT was refused')
  return standing
}

function verdictOn(
  { lines, digest, rows, serverVersion }: Standing,
  manifest: Manifest,
  now: number,
): Verdict {
  const shape = manifest.layout === 'folders' ? '1.0' : '0.x'
  return audit({
    target: manifest.name,
    manifest,
    observation: {
      status: 'read',
      serverVersion,
      ledger: rows === null ? { found: false, elsewhere: [] } : { found: true, shape, rows },
      schema: { status: 'read', digest, lines, leftOut: '' },
    },
    allowances: [],
    now,
  })
}

function isExpected(finding: Finding, { kind, subject, aspect }: Expected): boolean {
  if (finding.kind !== kind || !subjectsOf(finding).includes(subject)) return false
  return (
    aspect === undefined ||
    ('aspects' in finding && finding.aspects.some(({ name }) => name === aspect))
  )
}

/** By what a finding can be named; always by nothing, where a tampering makes up its own row. */
function subjectsOf(finding: Finding): readonly string[] {
  if ('object' in finding) return [`${finding.object.type} ${objectName(finding.object)}`]
  if (finding.kind === 'unknown') return [finding.hash]
  return 'migration' in finding && finding.migration !== undefined
    ? ['', finding.migration.tag]
    : ['']
}
