import type { Finding, FindingOf } from '../core/finding.ts'
import { isOfObject, type SchemaFinding } from '../core/schema/without-definitions.ts'
import { foldObjects, worstOf } from './fold-objects.ts'
import { hasNoHash } from './wording-parts.ts'

/** What a person is told as one: a finding, and what is wrong with its row by itself. */
export interface Entry {
  readonly finding: Finding
  readonly also: readonly RowFinding[]
  /** Several objects of the schema, the finding's among them, which are told as one. */
  readonly objects?: readonly SchemaFinding[]
}

export type RowFinding = FindingOf<'bad-row'> | FindingOf<'future-row'>

export interface Folded {
  readonly entries: readonly Entry[]
  /** Migrations that wait only because the ledger has no row at all; that is told once. */
  readonly waiting: number
}

/**
 * Findings as a person should meet them: those on one row told as one, objects that differ for one
 * reason as well, and a history that is pending as a whole told with the ledger that is not there.
 */
export function foldFindings(findings: readonly Finding[]): Folded {
  const isAbsent = findings.some(({ kind }) => kind === 'ledger-absent')
  const ofRows = Map.groupBy(findings.filter(isRowFinding), ({ row }) => row.id)
  const alsoOf = ({ row }: { row: { id: string } | undefined }) => ofRows.get(row?.id ?? '') ?? []
  const groups = new Map(
    foldObjects(findings.filter(isOfObject)).flatMap((objects) =>
      objects.map((each) => [each, objects] as const),
    ),
  )
  const told = new Set<Finding>()
  const entries = findings.flatMap((finding): Entry[] => {
    if (isAbsent && finding.kind === 'pending') return []
    // With a hash that is none, it is the row that is wrong, and not the file.
    if (finding.kind === 'edited' && hasNoHash(finding.row) && alsoOf(finding).length > 0) return []
    if (isOfObject(finding)) return objectEntry(finding, groups.get(finding) ?? [finding])
    const isOneRow = finding.kind === 'unknown' && finding.count === 1
    const also = isOneRow ? alsoOf({ row: finding.rows[0] }) : []
    for (const part of also) told.add(part)
    return [{ finding, also }]
  })
  const waiting = isAbsent ? findings.filter(({ kind }) => kind === 'pending').length : 0
  return { entries: entries.filter(({ finding }) => !told.has(finding)), waiting }
}

/** The entry of a whole group, in the place of its first object. */
function objectEntry(finding: SchemaFinding, objects: readonly SchemaFinding[]): Entry[] {
  const [first, ...others] = objects
  if (first !== finding) return []
  return others.length === 0
    ? [{ finding, also: [] }]
    : [{ finding: worstOf([first, ...others]), also: [], objects }]
}

function isRowFinding(finding: Finding): finding is RowFinding {
  return finding.kind === 'bad-row' || finding.kind === 'future-row'
}
