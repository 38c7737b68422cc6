import type { Finding } from './finding.ts'
import { isAtLeast, type Severity } from './severity.ts'
import type { LedgerReading } from './ledger.ts'
import type { Manifest } from './manifest.ts'
import type { Unreadable } from './observation.ts'
import type { Verdict } from './verdict.ts'

/** What every verdict tells of itself. */
interface About {
  readonly target: string
  /** `null` where none could be read. */
  readonly manifest: Manifest | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Compared extends About {
  readonly manifest: Manifest
  readonly ledger: LedgerReading
  /** In the order in which they are told. */
  readonly findings: readonly Finding[]
  /** How many rows an allowance accepts. */
  readonly allowed: number
  readonly coverage: Verdict['coverage']['schema']
  /** What a look at the schema leaves to be counted. */
  readonly schema?: {
    readonly ignored: number
    readonly unlisted?: Readonly<Record<Severity, number>> | undefined
  }
  /** The least severity that counts as drift; `warning` unless given. */
  readonly failOn?: Severity
}

/** The verdict on a database that was read. */
export function readVerdict(compared: Compared): Verdict {
  const { manifest, ledger, findings, allowed, coverage, schema, failOn = 'warning' } = compared
  // What is not listed is never worse than what is.
  const isDrifted = findings.some(({ severity }) => isAtLeast(severity, failOn))
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity).length +
    (schema?.unlisted?.[severity] ?? 0)
  return {
    status: isDrifted ? 'drifted' : 'in-sync',
    ...aboutOf(compared),
    counts: {
      critical: count('critical'),
      warning: count('warning'),
      notice: count('notice'),
      history: manifest.migrations.length,
      ledger: ledger.found ? ledger.rows.length : 0,
      allowed,
      ...(schema && { ignored: schema.ignored }),
    },
    findings: [...findings],
    coverage: { ledger: 'read', schema: coverage },
  }
}

/** The verdict where nothing was read that may be relied on. */
export function unreadableVerdict(
  about: About,
  { cause, message }: Pick<Unreadable, 'cause' | 'message'>,
): Verdict {
  const history = about.manifest?.migrations.length ?? 0
  const schema = about.manifest?.schema
  const because =
    schema === undefined
      ? 'no manifest could be read'
      : schema.covered
        ? 'the database could not be read'
        : schema.because
  return {
    status: 'unreadable',
    ...aboutOf(about),
    counts: { critical: 0, warning: 0, notice: 0, history, ledger: 0, allowed: 0 },
    findings: [],
    coverage: { ledger: 'not-read', schema: { covered: false, because } },
    unreadable: { cause, message },
  }
}

function aboutOf({ target, manifest, now }: About) {
  return {
    target,
    manifest: manifest && { name: manifest.name, digest: manifest.digest },
    checkedAt: new Date(now).toISOString(),
  }
}
