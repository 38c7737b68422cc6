import { inLiveTable } from '../../core/codify/chosen.ts'
import { labelRenames } from '../../core/codify/renames.ts'
import type { SchemaFinding } from '../../core/schema/without-definitions.ts'
import { quoteIdentifier } from '../ledger-query.ts'
import { quoteLiteral } from '../replay/replay-database.ts'

export type Direction = 'to-live' | 'to-declared'

/** Clauses of ALTER TABLE that rename a part of a table. */
const parts: Readonly<Record<string, string>> = { column: 'COLUMN', constraint: 'CONSTRAINT' }

/** What ALTER can rename by its own name. */
const wholes: ReadonlySet<string> = new Set([
  'table',
  'index',
  'view',
  'materialized view',
  'sequence',
])

/**
 * Statements that give objects, and labels of enums, their other name. They run before all else:
 * PostgreSQL then renames in whatever depends on them, and no row is lost.
 */
export function firstRenames(
  findings: readonly SchemaFinding[],
  direction: Direction,
): readonly string[] {
  return findings.flatMap((finding) => [
    ...objectRename(finding, direction, findings),
    ...labelRenames(finding).map(({ schema, type, from, to }) => {
      const [old, next] = direction === 'to-live' ? [from, to] : [to, from]
      return `ALTER TYPE ${path(schema, type)} RENAME VALUE ${quoteLiteral(old)} TO ${quoteLiteral(next)}`
    }),
  ])
}

function objectRename(
  { kind, object, aspects }: SchemaFinding,
  direction: Direction,
  all: readonly SchemaFinding[],
): string[] {
  const [first] = aspects
  if (kind !== 'changed' || first?.name !== 'name') return []
  const [from, to] = [first.declared, first.live]
  if (from == null || to == null) return []
  const [old, next] = direction === 'to-live' ? [from, to] : [to, from]
  // A table is told before its parts, and so has its other name when they get theirs.
  const { type, schema, table = '' } = direction === 'to-live' ? inLiveTable(object, all) : object
  const part = parts[type]
  if (part !== undefined) {
    return [
      `ALTER TABLE ${path(schema, table)} RENAME ${part} ${quoteIdentifier(old)} TO ${quoteIdentifier(next)}`,
    ]
  }
  return wholes.has(type)
    ? [`ALTER ${type.toUpperCase()} ${path(schema, old)} RENAME TO ${quoteIdentifier(next)}`]
    : []
}

function path(schema: string, name: string): string {
  return [schema, name].map(quoteIdentifier).join('.')
}
