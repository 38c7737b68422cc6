import { isBuiltin } from 'node:module'
import type { Plugin } from 'rolldown'

const prefix = '\0built-in '

/**
 * Lets a bundle ask Node for its own modules, and take from them what it uses. An import of one has
 * Node look at all that the module exports, which loads much that nothing needs, and makes every
 * command 4 ms slower.
 */
export function builtInModules(): Plugin {
  return {
    name: 'built-in modules',
    resolveId(id, _importer, { kind }) {
      // `require` does not look, and what is imported later need not be fast.
      if (kind !== 'import-statement' || !isBuiltin(id)) return undefined
      return `${prefix}${id.startsWith('node:') ? id : `node:${id}`}`
    },
    async load(id) {
      if (!id.startsWith(prefix)) return undefined
      const name = id.slice(prefix.length)
      const exported: object = await import(name)
      // Both are the module itself.
      const taken = Object.keys(exported).filter(
        (part) => !['default', 'module.exports'].includes(part),
      )
      const code = [
        `const all = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)})`,
        'export default all',
        ...taken.map(
          (part, at) => `const part${at} = all.${part}; export { part${at} as ${part} }`,
        ),
      ]
      return { code: code.join('\n'), moduleSideEffects: false }
    },
  }
}
