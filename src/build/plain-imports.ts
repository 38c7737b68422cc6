/** From the first to the last that such a module needs. */
const helpers = /^var __createBinding = .*?^var __importStar = .*?^\}\)\(\);$/ms

/**
 * The text of a CommonJS module that TypeScript wrote, without the helpers by which it makes a
 * namespace of what it requires: a bundler gives it an ES module as one.
 */
export function plainImports(code: string): string {
  return code.replace(helpers, 'const __importStar = (namespace) => namespace')
}
