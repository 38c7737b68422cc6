import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

/** What each folder of src/ may import: folders of ours, and packages. `node:` stands for all of Node. */
const rules: Readonly<Record<string, { readonly ours: string[]; readonly packages: string[] }>> = {
  core: { ours: ['core'], packages: ['zod'] },
  report: {
    ours: ['core', 'report'],
    packages: ['zod', 'fast-wrap-ansi', 'hono', 'fast-xml-builder', 'sarif'],
  },
  io: { ours: ['core', 'io'], packages: ['zod', '@neondatabase/serverless', '@slack/webhook'] },
  'io/files': { ours: ['io', 'io/files'], packages: ['node:'] },
  'io/drizzle': {
    ours: ['core', 'io', 'io/files', 'io/drizzle'],
    packages: ['zod', 'node:', 'jsonc-parser'],
  },
  'io/drizzle-kit': { ours: ['io/process', 'io/drizzle-kit'], packages: ['zod', 'node:', 'jiti'] },
  'io/git': {
    ours: ['core', 'io', 'io/drizzle', 'io/git'],
    packages: ['zod', 'node:', 'tinyexec'],
  },
  'io/migrate': {
    ours: ['core', 'io', 'io/postgres', 'io/process', 'io/migrate'],
    packages: ['zod', 'node:', 'pg'],
  },
  'io/postgres': { ours: ['core', 'io', 'io/postgres'], packages: ['zod', 'node:', 'pg'] },
  'io/process': { ours: ['io/process'], packages: ['node:'] },
  'io/replay': {
    ours: ['core', 'io', 'io/files', 'io/postgres', 'io/replay'],
    packages: [
      'zod',
      'node:',
      'pg',
      '@electric-sql/pglite',
      '@electric-sql/pglite-pgvector',
      'env-paths',
      'libpg-query',
    ],
  },
  'io/codify': {
    ours: ['core', 'io', 'io/files', 'io/drizzle', 'io/postgres', 'io/replay', 'io/codify'],
    packages: [
      'zod',
      'node:',
      '@electric-sql/pglite',
      '@supabase/pg-delta',
      'libpg-query',
      'pgsql-deparser',
    ],
  },
  worker: {
    ours: ['core', 'report', 'io', 'worker'],
    packages: ['zod', 'hono', '@cloudflare/workers-types', 'cloudflare:workers'],
  },
  guard: { ours: ['core', 'io', 'guard'], packages: ['zod'] },
  build: {
    ours: ['io', 'io/files', 'cli', 'build'],
    packages: ['node:', 'rolldown', '@neondatabase/serverless'],
  },
  cli: {
    ours: [
      'core',
      'report',
      'io',
      'io/codify',
      'io/files',
      'io/drizzle',
      'io/drizzle-kit',
      'io/git',
      'io/migrate',
      'io/postgres',
      'io/process',
      'io/replay',
      'cli',
    ],
    packages: ['zod', 'node:', 'commander', 'jsonc-parser', 'wrangler'],
  },
}

const root = join(import.meta.dirname, '..')
const source = join(root, 'src')
const files = globSync('**/*.ts', { cwd: source }).toSorted()

/** The nearest folder that has a rule, for a path below src/. */
function folderOf(path: string): string {
  const candidates = Object.keys(rules).filter((folder) => path.startsWith(`${folder}/`))
  return candidates.toSorted((a, b) => b.length - a.length)[0] ?? `no rule for src/${path}`
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(source, path), 'utf8')
  return [
    ...text.matchAll(
      /^(?:import|export)\b[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
    ),
  ].map(([, from, bare, lazy]) => from ?? bare ?? lazy ?? '')
}

describe('imports', () => {
  test.for(files)('src/%s', (path) => {
    const { ours, packages } = rules[folderOf(path)] ?? { ours: [], packages: [] }
    for (const specifier of importsOf(path)) {
      if (!specifier.startsWith('.')) {
        const isAllowed = packages.some(
          (name) =>
            specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
        )
        expect(isAllowed, `${path} may not use ${specifier}`).toBe(true)
        continue
      }
      const target = relative(source, join(source, dirname(path), specifier))
      expect(specifier, 'files are imported with their ending').toMatch(/\.(ts|json)$/)
      if (target.startsWith('..')) {
        expect(['../migrations-manifest/index.ts', '../package.json']).toContain(target)
      } else {
        expect(ours, `${path} may not use src/${target}`).toContain(folderOf(target))
      }
    }
  })
})

test('the rules are about folders that exist', () => {
  expect(new Set(files.map(folderOf))).toEqual(new Set(Object.keys(rules)))
})

test('no file of src/ is longer than 200 lines', () => {
  const long = files.filter(
    (path) => readFileSync(join(source, path), 'utf8').split('\n').length > 200,
  )
  expect(long).toEqual([])
})

test('the top level holds what it should, and nothing else', () => {
  const tracked = globSync('*', { cwd: root }).filter(
    (name) => !['node_modules', 'dist'].includes(name),
  )
  expect(tracked.toSorted()).toEqual([
    'LICENSE',
    'README.md',
    'migrations-manifest',
    'package-lock.json',
    'package.json',
    'src',
    'test',
    'tsconfig.json',
    'wrangler.toml',
  ])
})
