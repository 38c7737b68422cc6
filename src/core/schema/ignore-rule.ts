import * as z from 'zod/mini'
import { objectTypes, type SchemaObject } from './catalog-object.ts'
import { type Difference, subjectOf } from './difference.ts'

const types = [...objectTypes, '\\*'].join('|')
const form = new RegExp(`^(${types}) (\\S[\\s\\S]*)$`)

/** Which objects a rule means: a type or `*`, and a name in which `*` stands for anything. */
export const ObjectPattern = z.string().check(z.maxLength(500), z.regex(form))

/** The name under which people know an object: `public.users.email`, without quotes. */
export function objectName({ schema, table, name }: SchemaObject): string {
  return [schema, table, name].filter((part) => part !== undefined && part !== '').join('.')
}

/**
 * Whether a pattern such as `table public.audit_*` means this disagreement; what means a table means
 * all of its parts, too.
 */
export function isMeant(pattern: string, difference: Difference): boolean {
  const lines =
    difference.kind === 'changed' ? [difference.declared, difference.live] : [subjectOf(difference)]
  return lines.some(({ object }) => isMeantObject(pattern, object))
}

/** As `isMeant`, of one object under one name. */
export function isMeantObject(pattern: string, object: SchemaObject): boolean {
  const [, type = '', glob = ''] = form.exec(pattern) ?? []
  const name = globOf(glob)
  const isOfType = (actual: string) => type === '*' || type === actual
  if (isOfType(object.type) && name.test(objectName(object))) return true
  const { schema, table } = object
  return table !== undefined && isOfType('table') && name.test(`${schema}.${table}`)
}

function globOf(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replaceAll(/[\\^$.+?()[\]{}|/-]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`, 'u')
}
