import { parseAst } from 'rolldown/parseAst'
import { Visitor } from 'rolldown/utils'
import { type Edit, editText } from './edit-text.ts'

/** A piece of the driver that SQL over HTTP never runs, known by a text that is in it. */
interface Unused {
  readonly holds: string
  /** What stands in for it, with the names that a CommonJS module has for `exports` and `module`. */
  readonly body: (exports: string, module: string) => string
}

const modules: readonly Unused[] = [
  // Events are for connections, of which only the class is made.
  {
    holds: 'ReflectOwnKeys',
    body: (_, module) => `${module}.exports = { EventEmitter: class {} }`,
  },
  // Values stay the text that PostgreSQL wrote, since each query brings what reads its values.
  { holds: '.arrayParser=', body: (exports) => `${exports}.getTypeParser = () => String` },
  // Parameters are texts before the driver gets them.
  {
    holds: '"prepareValueWrapper"',
    body: (_, module) => `${module}.exports = { prepareValue: (text) => text }`,
  },
]

const functions: readonly Unused[] = [
  // Hex is for parameters that are bytes.
  { holds: '.toHex=="function"', body: () => 'throw new Error("A parameter is a text")' },
  // A Worker is no browser, to be warned of running SQL in one.
  { holds: 'SQL directly from the browser', body: () => '' },
]

/**
 * In the class of connections. None is made: the driver's settings are its static members, of which
 * only those of HTTP are read.
 */
const inConnection = 'wsProxyAddrForHost('
const settingOfHttp = /^static [gs]et fetch/

/** The driver's text without what only its WebSocket client runs, though its HTTP client loads it. */
export function leaveOutUnused(code: string): string {
  const edits: Edit[] = []
  const textOf = ({ start, end }: Omit<Edit, 'text'>) => code.slice(start, end)
  new Visitor({
    VariableDeclarator({ init }) {
      const wrapped = init?.type === 'CallExpression' ? init.arguments[0] : undefined
      if (wrapped?.type !== 'ArrowFunctionExpression') return
      const { body, params } = wrapped
      const found = modules.find(({ holds }) => textOf(body).includes(holds))
      if (found === undefined) return
      const [exports = 'exports', module = 'module'] = params.map(textOf)
      edits.push({ ...rangeOf(body), text: `{ ${found.body(exports, module)} }` })
    },
    FunctionDeclaration({ body }) {
      const found = body && functions.find(({ holds }) => textOf(body).includes(holds))
      if (found) edits.push({ ...rangeOf(body), text: `{ ${found.body('', '')} }` })
    },
    ClassBody(body) {
      if (!textOf(body).includes(inConnection)) return
      const members = body.body.filter((member) => !settingOfHttp.test(textOf(member)))
      edits.push(...members.map((member) => ({ ...rangeOf(member), text: '' })))
    },
  }).visit(parseAst(code))
  return editText(code, edits)
}

function rangeOf({ start, end }: Omit<Edit, 'text'>): Omit<Edit, 'text'> {
  return { start, end }
}
