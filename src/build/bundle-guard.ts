import { rolldown } from 'rolldown'
import { parseAst } from 'rolldown/parseAst'
import { cutSqlComments } from './cut-sql-comments.ts'
import { type Edit, editText } from './edit-text.ts'
import { failOnUnresolved } from './fail-on-unresolved.ts'

/** The guard as the one module that applications import. */
export interface GuardBundle {
  readonly code: string
  /** The files that a part of it came from. */
  readonly files: readonly string[]
}

/**
 * Bundles the guard, or what else imports a part of it, without the schemas that core has for
 * parsing: the guard parses nothing by them.
 */
export async function bundleGuard(
  input: string,
  { minify = false }: { readonly minify?: boolean } = {},
): Promise<GuardBundle> {
  const bundle = await rolldown({
    input,
    platform: 'neutral',
    plugins: [
      {
        name: 'values that nobody need make, and SQL comments',
        transform: {
          filter: { id: /\/src\/(core|io|guard)\/.*\.ts$/ },
          handler: (code) => ({ code: declareValuesPure(cutSqlComments(code)), map: null }),
        },
      },
    ],
    onLog: failOnUnresolved,
  })
  const { output } = await bundle.generate({ format: 'esm', minify })
  await bundle.close()
  const [{ code, modules }] = output
  const files = Object.entries(modules).filter(([, { renderedLength }]) => renderedLength > 0)
  return { code, files: files.map(([path]) => path) }
}

/**
 * The same module, with each top-level value that a call makes marked as one that nobody need make
 * if nobody uses it: a bundler cannot know that `z.object(…)` does nothing else.
 */
function declareValuesPure(code: string): string {
  const { body } = parseAst(code, { lang: 'ts' })
  const edits = body.flatMap((statement): Edit[] => {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type !== 'VariableDeclaration') return []
    return declaration.declarations.flatMap(({ init }) => {
      const text = init === null ? '' : code.slice(init.start, init.end)
      if (init === null || !/[(.]/.test(text)) return []
      const { start, end } = init
      return [{ start, end, text: `/* @__PURE__ */ (() => (${text}))()` }]
    })
  })
  return editText(code, edits)
}
