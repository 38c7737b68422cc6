import type { Command } from 'commander'
import { audit } from '../../core/audit.ts'
import { ladderOf } from '../../core/ladder.ts'
import { assertNever } from '../../core/never.ts'
import { isReady, simulateUpgrade, type Upgrade } from '../../core/upgrade.ts'
import { UserError } from '../../io/errors.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import { auditJson } from '../../report/audit/audit-json.ts'
import { type Audit, auditReport } from '../../report/audit/audit-report.ts'
import type { Document } from '../../report/audit/document.ts'
import { documentInMarkdown } from '../../report/audit/markdown.ts'
import { standingOf } from '../../report/audit/repository-section.ts'
import { readinessReport } from '../../report/audit/readiness-report.ts'
import { documentInTerminal } from '../../report/audit/terminal.ts'
import { exitCodeFor, exitCodes } from '../exit-code.ts'
import { type Look, type LookOptions, lookAtDatabase } from '../look.ts'
import { outputFor } from '../output.ts'
import { readMonitor } from './read-monitor.ts'
import type { RepositoryRead } from './read-repository.ts'

interface Options extends Omit<LookOptions, 'schema'> {
  readonly migrations?: string
  /** The source of the schema; `false` leaves the live one out, too. */
  readonly schema?: string | false
  readonly drizzleConfig?: string
  readonly readiness?: true
  readonly worker?: string
  readonly target?: string
  readonly history?: string
  readonly format: 'text' | 'markdown' | 'html' | 'json'
  readonly out?: string
  readonly color?: boolean
}

/** Looks at the database, and says all that there is to say of it. */
export async function runAudit(command: Command): Promise<void> {
  const options = command.optsWithGlobals<Options>()
  const [look, monitor, repository] = await Promise.all([
    lookAtDatabase({ ...options, schema: options.schema !== false }),
    readMonitor(options),
    repositoryFor(options, command),
  ])
  const found: Audit = { ...auditOf(look), monitor, repository: repository?.(look) }
  const upgrade = options.readiness === true ? upgradeOf(look) : undefined
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode = options.readiness === true ? readinessCode(upgrade) : auditCode(found)
  const report = await reportOf(found, upgrade, options)
  if (options.out === undefined) process.stdout.write(report)
  else await writeAtomically(options.out, report)
}

/** Nothing where no files were named, or where only the ledger is asked about. */
async function repositoryFor(
  { manifest, migrations, schema, drizzleConfig, readiness }: Options,
  command: Command,
): Promise<RepositoryRead | undefined> {
  const isTyped = (name: string) => command.getOptionValueSource(name) === 'cli'
  const typed = ['schema', 'drizzleConfig'].some(isTyped) && schema !== false
  if (migrations === undefined && typed) {
    throw new UserError(
      '--schema and --drizzle-config are held against the migrations: name their folder with --migrations.',
    )
  }
  if (migrations === undefined || readiness === true) return undefined
  const { readRepository } = await import('./read-repository.ts')
  return readRepository({
    manifest,
    migrations,
    // Without the schema, whoever it is that declares it.
    ...(schema !== false && { schema, drizzleConfig }),
    isTyped: typed || isTyped('migrations'),
  })
}

function auditOf({ manifest, observation, allowances, rules, connectionFrom }: Look): Audit {
  const now = Date.now()
  const input = { target: manifest.name, manifest, observation, allowances, rules, now }
  const ledger = observation.status === 'read' ? observation.ledger : undefined
  return {
    verdict: audit(input),
    ladder: ledger === undefined ? [] : ladderOf({ manifest, ledger, allowances, now }),
    place: {
      table: manifest.ledger,
      history: manifest.migrations,
      shape: ledger?.found === true && manifest.layout === 'folders' ? ledger.shape : '0.x',
    },
    layout: manifest.layout,
    connectionFrom,
  }
}

function upgradeOf({ manifest, observation }: Look): Upgrade | undefined {
  return observation.status === 'read' ? simulateUpgrade(manifest, observation.ledger) : undefined
}

/** A database in sync is not the whole answer where the repository was asked for, too. */
function auditCode({ verdict, repository }: Audit): number {
  const code = exitCodeFor(verdict)
  if (code !== exitCodes.inSync || repository === undefined) return code
  const standing = standingOf(repository)
  switch (standing) {
    case 'agrees':
      return exitCodes.inSync
    case 'differs':
      return exitCodes.drifted
    case 'not-told':
      return exitCodes.couldNotTell
    default:
      return assertNever(standing)
  }
}

function readinessCode(upgrade: Upgrade | undefined): number {
  if (upgrade === undefined) return exitCodes.couldNotTell
  return isReady(upgrade) ? exitCodes.inSync : exitCodes.drifted
}

async function reportOf(
  found: Audit,
  upgrade: Upgrade | undefined,
  options: Options,
): Promise<string> {
  const { format, readiness, out, color } = options
  const document = (): Document =>
    readiness === true ? readinessReport(found, upgrade) : auditReport(found)
  switch (format) {
    case 'text':
      // A file is read in an editor, whatever terminal this runs in.
      return documentInTerminal(
        document(),
        outputFor(out === undefined ? process.stdout : {}, process.env, color),
      )
    case 'markdown':
      return documentInMarkdown(document())
    case 'html': {
      const { documentInHtml } = await import('../../report/audit/html.ts')
      return documentInHtml(document())
    }
    case 'json':
      return auditJson(found, upgrade)
    default:
      return assertNever(format)
  }
}
