import { audit } from '../../core/audit.ts'
import { isAtLeast, type Severity } from '../../core/severity.ts'
import type { Manifest } from '../../core/manifest.ts'
import { assertNever } from '../../core/never.ts'
import type { Verdict } from '../../core/verdict.ts'
import { terminalReport } from '../../report/terminal.ts'
import { verdictJson } from '../../report/verdict-json.ts'
import { exitCodeFor } from '../exit-code.ts'
import type { CheckFormat } from '../formats.ts'
import type { Look, LookOptions } from '../look.ts'
import { outputFor } from '../output.ts'

/** The options of `check`, as commander gives them. */
export interface CheckOptions extends LookOptions {
  readonly format: CheckFormat
  readonly failOn: Severity
  readonly color?: boolean
}

/** Says on stdout what a look comes to, with the exit code of its verdict. */
export async function tellLook(look: Look, options: CheckOptions): Promise<void> {
  const { manifest, observation, allowances, rules, connectionFrom } = look
  const verdict = audit({
    target: manifest.name,
    manifest,
    observation,
    allowances,
    rules,
    now: Date.now(),
    failOn: options.failOn,
  })
  // First, so that it stands even if nobody reads the report to its end.
  process.exitCode = exitCodeFor(verdict)
  process.stdout.write(await reportOf(verdict, manifest, connectionFrom, options))
}

async function reportOf(
  verdict: Verdict,
  manifest: Manifest,
  connectionFrom: string,
  { format, color, failOn, manifest: file }: CheckOptions,
): Promise<string> {
  switch (format) {
    case 'text': {
      const output = outputFor(process.stdout, process.env, color)
      return terminalReport(verdict, { ...output, connectionFrom })
    }
    case 'json':
      return verdictJson(verdict)
    case 'github':
    case 'markdown':
    case 'sarif':
    case 'junit': {
      // Most checks are read by a person, and need not wait for these.
      const { annotationsIn, pathInRepository } = await import('../annotation-format.ts')
      const { annotateVerdict } = await import('../../report/annotations/annotate-verdict.ts')
      const subject = await pathInRepository(file)
      const annotated = annotateVerdict(verdict, subject, manifest)
      return annotationsIn(format, annotated, ({ severity }) => isAtLeast(severity, failOn))
    }
    default:
      return assertNever(format)
  }
}
