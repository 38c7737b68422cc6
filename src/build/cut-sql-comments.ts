import { parseAst } from 'rolldown/parseAst'
import { Visitor } from 'rolldown/utils'
import { type Edit, editText } from './edit-text.ts'

/**
 * A module's text without the lines of its templates that hold an SQL comment and nothing else, and
 * without what their other lines are indented by, since all of that would be sent to PostgreSQL, and
 * weigh in the Worker's bundle, with every query.
 */
export function cutSqlComments(code: string): string {
  const edits: Edit[] = []
  new Visitor({
    TemplateElement({ start, end }) {
      for (const { 0: line, index } of code.slice(start, end).matchAll(unneeded)) {
        edits.push({ start: start + index, end: start + index + line.length, text: '' })
      }
    },
  }).visit(parseAst(code, { lang: 'ts' }))
  return editText(code, edits)
}

/** Both ends of a comment are in the same piece of the template: there is no value in between. */
const unneeded = /(?<=\n) *-- .*\n|(?<=\n) +/g
