import XMLBuilder from 'fast-xml-builder'
import type { Annotation } from '../annotation.ts'
import { type Annotated, cleaned, type Rule, worstFirst } from './annotated.ts'

/**
 * JUnit's XML, as CI systems read it: a test case for each rule, and one more for each further
 * problem with it. `isFailing` says which problems count; the others are in the case's output.
 */
export function junitXml(
  annotated: Annotated,
  isFailing: (annotation: Annotation) => boolean,
): string {
  const { command, subject, rules, annotations, notes } = cleaned(annotated)
  const cases = rules.flatMap((rule) => casesOf(rule, annotations, isFailing))
  const counts = {
    '@tests': cases.length,
    '@failures': cases.filter((each) => 'failure' in each).length,
    '@errors': 0,
  }
  const suite = {
    '@name': `${command} ${subject}`,
    ...counts,
    testcase: cases,
    ...(notes.length > 0 && { 'system-out': notes.join('\n') }),
  }
  const xml: string = new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    format: true,
    suppressEmptyNode: true,
  }).build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: { '@name': command, ...counts, testsuite: suite },
  })
  return xml
}

function casesOf(
  rule: Rule,
  annotations: readonly Annotation[],
  isFailing: (annotation: Annotation) => boolean,
): readonly object[] {
  const broken = worstFirst(annotations).filter((annotation) => annotation.rule === rule.id)
  const attributes = { '@classname': `driftwatch.${rule.id}`, '@name': rule.text }
  if (broken.length === 0) return [attributes]
  return broken.map((annotation, index) => {
    const { place, title, key } = annotation
    const words = textOf(annotation)
    return {
      ...attributes,
      // Two cases of one name are one case to some systems.
      ...(index > 0 && { '@name': `${rule.text} (${key})` }),
      ...(place && { '@file': place.file }),
      ...(place?.line !== undefined && { '@line': place.line }),
      ...(isFailing(annotation)
        ? { failure: { '@message': title, '@type': annotation.severity, '#text': words } }
        : { 'system-out': `${title}\n${words}` }),
    }
  })
}

function textOf({ text, place }: Annotation): string {
  if (place === undefined) return text
  return `${text}\nat ${place.file}${place.line === undefined ? '' : `:${place.line}`}`
}
