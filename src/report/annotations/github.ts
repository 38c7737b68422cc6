import type { Severity } from '../../core/severity.ts'
import { type Annotated, cleaned, worstFirst } from './annotated.ts'

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands */
const commands: Readonly<Record<Severity, string>> = {
  critical: 'error',
  warning: 'warning',
  notice: 'notice',
}

/**
 * Workflow commands of GitHub Actions, one a line, which make annotations in the files of a pull
 * request. GitHub shows ten of each kind a step, and so the worst come first.
 */
export function githubAnnotations(annotated: Annotated): string {
  const { annotations, headline, notes } = cleaned(annotated)
  const lines = worstFirst(annotations).map(({ severity, title, text, place }) => {
    const properties = Object.entries({ ...place, title })
      .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
      .join(',')
    return `::${commands[severity]} ${properties}::${escapeText(text)}`
  })
  return [...lines, headline, ...notes].join('\n') + '\n'
}

/** A line break would end the command, and the next line could be one of somebody else's. */
function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
