import { parseAst } from 'rolldown/parseAst'
import { Visitor } from 'rolldown/utils'
import { type Edit, editText } from './edit-text.ts'

/**
 * The texts of modules that stand in for those of Hono, by what they are imported as, in the
 * Worker's bundle: the Worker reads no forms, though Hono always could.
 */
export const inPlaceOfHono: ReadonlyMap<string, string> = new Map([
  ['hono/utils/body', leftOut('parseBody')],
])

function leftOut(name: string): string {
  return `export function ${name}() { throw new Error('${name} is left out of the bundle') }`
}

/** What an application can do that the Worker never asks of it: it is called by `fetch`. */
const unusedMembers: ReadonlySet<string> = new Set(['mount', 'request', 'fire'])

/** The text of Hono's own class without these methods. */
export function leaveOutOfHono(code: string): string {
  const edits: Edit[] = []
  new Visitor({
    ClassBody({ body }) {
      for (const member of body) {
        const isUnused =
          'key' in member && member.key.type === 'Identifier' && unusedMembers.has(member.key.name)
        if (isUnused) edits.push({ start: member.start, end: member.end, text: '' })
      }
    },
  }).visit(parseAst(code))
  return editText(code, edits)
}
