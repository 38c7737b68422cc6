import * as z from 'zod/mini'
import { Finding } from '../finding.ts'
import { severities, type Severity } from '../severity.ts'
import { bytesOf, kept } from '../incident/kept.ts'
import { shortHash } from '../incident/short-hash.ts'
import type { SchemaFound } from './audit-schema.ts'
import { withoutDefinitions } from './without-definitions.ts'

/**
 * What a monitor remembers of a full look at the schema. Another format where the comparison itself
 * comes to other findings, so that all is looked at again.
 */
export const SchemaMemory = z.object({
  format: z.literal(1),
  /** Of all that the findings depend on: as long as it is the same, so are they. */
  key: z.string(),
  /** When the check was due that looked, in milliseconds since the epoch. */
  lookedAt: z.number(),
  found: z.object({
    findings: z.array(Finding),
    objects: z.number(),
    ignored: z.number(),
    leftOut: z.string(),
    unlisted: z.optional(
      z.object({ critical: z.number(), warning: z.number(), notice: z.number() }),
    ),
  }),
})
export type SchemaMemory = Readonly<z.infer<typeof SchemaMemory>>

/** A digest could be blind to something; so long, at most, the monitor is, too. */
export const fullLookEveryMs = 24 * 60 * 60 * 1000

/** Far more than anybody reads; with more than fifty, people are told of one storm. */
const mostFindings = 500
const mostBytes = 240 * 1024

/** Longer keys, as functions of many arguments have, end in a hash of the whole. */
const keyLength = 300
const hashLength = 16

/**
 * What was found as it can be remembered and published: no definition in it, each text bounded, and
 * of the findings so many as there is room for, the worst first. The others are still counted.
 */
export function rememberable(found: SchemaFound): SchemaFound {
  const worstFirst = found.findings.toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  )
  const listed = new Map<Finding, Finding>()
  let left = mostBytes
  for (const finding of worstFirst.slice(0, mostFindings)) {
    const bounded = boundedFinding(finding)
    left -= bytesOf(bounded) + 1
    if (left < 0) break
    listed.set(finding, bounded)
  }
  const findings = found.findings.flatMap((finding) => listed.get(finding) ?? [])
  const rest = worstFirst.slice(listed.size)
  if (rest.length === 0) return { ...found, findings }
  const countOf = (severity: Severity) => rest.filter((each) => each.severity === severity).length
  const unlisted = {
    critical: countOf('critical'),
    warning: countOf('warning'),
    notice: countOf('notice'),
  }
  return { ...found, findings, unlisted }
}

function boundedFinding(finding: Finding): Finding {
  const { key } = finding
  const isLong = key.length > keyLength
  const start = key.slice(0, keyLength - hashLength - 1).toWellFormed()
  const short = isLong ? `${start}…${shortHash(key)}` : key
  return { ...kept(withoutDefinitions(finding)), key: short }
}
