/** The names under which drizzle-kit looks for its configuration. */
export const configFiles = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map(
  (end) => `drizzle.config.${end}`,
)
