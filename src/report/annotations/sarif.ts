import type { Log } from 'sarif'
import type { Severity } from '../../core/severity.ts'
import type { Annotation } from '../annotation.ts'
import { type Annotated, cleaned, type Rule } from './annotated.ts'

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  warning: 'warning',
  notice: 'note',
}

/**
 * A SARIF 2.1.0 log of one run, as GitHub's code scanning takes it: each result has a place, and a
 * fingerprint that stays when its line moves. `version` is Driftwatch's. What has no place of its own is said of the subject.
 * https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
 */
export function sarifLog(annotated: Annotated, version: string): string {
  const { command, subject, rules, annotations } = cleaned(annotated)
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Driftwatch', version, rules: rules.map(descriptorOf) } },
        // So that the runs of two commands do not take each other's place.
        automationDetails: { id: `${command}/${subject}/` },
        columnKind: 'utf16CodeUnits',
        results: annotations.map((annotation) => resultOf(annotation, rules, subject)),
      },
    ],
  } satisfies Log
  return `${JSON.stringify(log, null, 2)}\n`
}

function descriptorOf({ id, text }: Rule) {
  // Validators want a name in one word that is not the id.
  const name = id.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())
  return { id, name, shortDescription: { text }, fullDescription: { text }, help: { text } }
}

function resultOf(
  { rule, key, severity, title, text, place }: Annotation,
  rules: readonly Rule[],
  subject: string,
) {
  const ruleIndex = rules.findIndex(({ id }) => id === rule)
  return {
    ruleId: rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: levels[severity],
    message: { text: `${title}. ${text}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(place?.file ?? subject), uriBaseId: '%SRCROOT%' },
          region: { startLine: place?.line ?? 1 },
        },
      },
    ],
    partialFingerprints: { 'driftwatchKey/v1': key },
  }
}

/** A path as a relative reference: RFC 3986 knows no spaces, and a colon would end a scheme. */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/')
}
