import { parseAst } from 'rolldown/parseAst'

/** A module within the driver that SQL over HTTP never runs, known by a name that is in it. */
interface Unused {
  readonly holds: string
  /** What stands in for it: the second parameter of a CommonJS wrapper is `module`. */
  readonly body: (module: string) => string
}

const unused: readonly Unused[] = [
  // Events are for connections, of which only the class is made.
  {
    holds: 'ReflectOwnKeys',
    body: (module) => `${module}.exports = { EventEmitter: class {} }`,
  },
  // Hashes are for passwords, which Neon's proxy checks.
  { holds: '"createHmac"', body: () => '' },
]

/** The driver's text without what only its WebSocket client runs, though its HTTP client loads it. */
export function leaveOutUnused(code: string): string {
  const edits = parseAst(code).body.flatMap((statement) => {
    if (statement.type !== 'VariableDeclaration') return []
    return statement.declarations.flatMap(({ init }) => {
      if (init?.type !== 'CallExpression') return []
      const [wrapped] = init.arguments
      if (wrapped?.type !== 'ArrowFunctionExpression') return []
      const { body, params } = wrapped
      const found = unused.find(({ holds }) => code.slice(body.start, body.end).includes(holds))
      const module = params[1]?.type === 'Identifier' ? params[1].name : 'module'
      return found === undefined ? [] : [{ ...range(body), text: `{ ${found.body(module)} }` }]
    })
  })
  const shorter = edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end), code)
  return shorter.replace(/\{\s*createHash:[^{}]*createHmac:[^{}]*\}/, '{}')
}

function range({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end }
}
