import type { Command } from 'commander'
import { audit } from '../../core/audit.ts'
import { ladderOf } from '../../core/ladder.ts'
import { assertNever } from '../../core/never.ts'
import { isReady, simulateUpgrade, type Upgrade } from '../../core/upgrade.ts'
import { writeAtomically } from '../../io/files/write-atomically.ts'
import { auditJson } from '../../report/audit/audit-json.ts'
import { type Audit, auditReport } from '../../report/audit/audit-report.ts'
import type { Document } from '../../report/audit/document.ts'
import { documentInMarkdown } from '../../report/audit/markdown.ts'
import { readinessReport } from '../../report/audit/readiness-report.ts'
import { documentInTerminal } from '../../report/audit/terminal.ts'
import { exitCodeFor, exitCodes } from '../exit-code.ts'
import { type Look, type LookOptions, lookAtDatabase } from '../look.ts'
import { outputFor } from '../output.ts'
import { readMonitor } from './read-monitor.ts'

interface Options extends LookOptions {
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
  const [look, monitor] = await Promise.all([lookAtDatabase(options), readMonitor(options)])
  const found: Audit = { ...auditOf(look), monitor }
  const upgrade = options.readiness === true ? upgradeOf(look) : undefined
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode =
    options.readiness === true ? readinessCode(upgrade) : exitCodeFor(found.verdict)
  const report = await reportOf(found, upgrade, options)
  if (options.out === undefined) process.stdout.write(report)
  else await writeAtomically(options.out, report)
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
