import type { SchemaReading } from '../../src/core/observation.ts'
import { catalogVersion, type DeclaredSchema } from '../../src/core/schema/declared-schema.ts'
import { shortHash } from '../../src/core/incident/short-hash.ts'

const table = 'table\tpublic\t\tusers'
const column = (name: string) => `column\tpublic\tusers\t${name}\ttype=text`

/** What the three migrations of the simulated history make. */
export const declared: DeclaredSchema = {
  covered: true,
  serverVersion: '17',
  catalogVersion,
  provided: '',
  steps: [`+${table}\n+${column('id')}`, '', ''],
}

/** The whole schema of a database with these columns beside the declared ones. */
export function liveSchema(
  patches: readonly string[],
): Extract<SchemaReading, { readonly status: 'read' }> {
  const lines = [table, ...['id', ...patches].map(column)].toSorted().join('\n')
  return { status: 'read', digest: shortHash(lines), lines, leftOut: '' }
}

/** What a column by hand is known by. */
export function patchKey(name: string): string {
  return `schema:extra:column:public.users.${name}`
}
