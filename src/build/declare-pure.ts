import { parseAst } from 'rolldown/parseAst'

type Statement = ReturnType<typeof parseAst>['body'][number]

/**
 * The same module, with every top-level value marked as one that nobody need make if nobody uses
 * it. A bundler that reads esbuild's output keeps nearly all of it, since it cannot know that
 * making a class, or wrapping a CommonJS module, does nothing else.
 */
export function declarePure(code: string): string {
  const { body } = parseAst(code)
  const textOf = (node: { readonly start: number; readonly end: number }) =>
    code.slice(node.start, node.end)

  const lines = body.map((statement, index) => {
    if (isRemark(statement, body[index - 1])) return ''
    if (statement.type !== 'VariableDeclaration') return textOf(statement)
    const next = body[index + 1]
    const remark = next !== undefined && isRemark(next, statement) ? textOf(next) : ''
    return statement.declarations
      .map(({ id, init }, position) => {
        const name = textOf(id)
        if (init === null) return `var ${name}`
        const isLast = position === statement.declarations.length - 1
        const make = `var ${name} = ${textOf(init)}\n;${isLast ? remark : ''}\n;return ${name}`
        return `var ${name} = /* @__PURE__ */ (() => { ${make} })()`
      })
      .join('\n;')
  })
  return lines.join('\n;')
}

/**
 * Whether a statement only adds to what the one before it declares: `__export(exports, { … })`,
 * and `__name(f, 'f')`, which gives a minified function its name back.
 */
function isRemark(statement: Statement, before: Statement | undefined): boolean {
  if (statement.type !== 'ExpressionStatement') return false
  const { expression } = statement
  if (expression.type !== 'CallExpression') return false
  const [of, what] = expression.arguments
  if (of?.type !== 'Identifier') return false
  if (before?.type === 'FunctionDeclaration') {
    return before.id?.name === of.name && what?.type === 'Literal'
  }
  if (before?.type !== 'VariableDeclaration') return false
  const id = before.declarations.at(-1)?.id
  return id?.type === 'Identifier' && id.name === of.name && isPlain(what?.type)
}

function isPlain(type: string | undefined): boolean {
  return type === 'Literal' || type === 'ObjectExpression'
}
