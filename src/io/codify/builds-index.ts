import type { Node, RangeVar } from 'libpg-query'

/** Whether statements build an index on a table that they do not make themselves. */
export function buildsIndex(nodes: readonly Node[]): boolean {
  const made = new Set(nodes.flatMap((node) => madeBy(node) ?? []))
  return nodes.some((node) => {
    const on = indexedBy(node)
    return on !== undefined && !made.has(pathOf(on))
  })
}

function madeBy(node: Node): string | undefined {
  if ('CreateStmt' in node) return pathOf(node.CreateStmt.relation)
  return 'CreateTableAsStmt' in node ? pathOf(node.CreateTableAsStmt.into?.rel) : undefined
}

function indexedBy(node: Node): RangeVar | undefined {
  if ('IndexStmt' in node) return node.IndexStmt.relation
  if (!('AlterTableStmt' in node)) return undefined
  const { cmds = [], relation } = node.AlterTableStmt
  return cmds.some(addsKey) ? relation : undefined
}

/** A key has an index of its own. */
function addsKey(node: Node): boolean {
  const def = 'AlterTableCmd' in node ? node.AlterTableCmd.def : undefined
  const kind = def !== undefined && 'Constraint' in def ? (def.Constraint.contype ?? '') : ''
  return ['CONSTR_UNIQUE', 'CONSTR_PRIMARY', 'CONSTR_EXCLUSION'].includes(kind)
}

function pathOf(relation: RangeVar | undefined): string {
  return JSON.stringify([relation?.schemaname, relation?.relname])
}
