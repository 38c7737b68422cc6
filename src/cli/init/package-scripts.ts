import { applyEdits, modify, parse } from 'jsonc-parser'
import * as z from 'zod/mini'
import { UserError } from '../../io/errors.ts'

const PackageJson = z.looseObject({
  scripts: z.optional(z.record(z.string(), z.string())),
  dependencies: z.optional(z.record(z.string(), z.string())),
  devDependencies: z.optional(z.record(z.string(), z.string())),
})

const scripts = {
  'db:generate': 'drizzle-kit generate && driftwatch manifest',
  'db:driftcheck': 'driftwatch check',
  'db:manifest': 'driftwatch manifest',
  'db:verify': 'driftwatch verify',
} as const

/** A package.json with our scripts; those of these names that are there stay as they are. */
export function withScripts(text: string): string {
  const there = parsePackage(text).scripts ?? {}
  const added = Object.entries(scripts).filter(([name]) => there[name] === undefined)
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
  const formattingOptions = {
    insertSpaces: !indent.includes('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
  return added.reduce(
    (before, [name, command]) =>
      applyEdits(before, modify(before, ['scripts', name], command, { formattingOptions })),
    text,
  )
}

/** Whether a package is among those that a project says it needs. */
export function needsPackage(text: string, name: string): boolean {
  const { dependencies, devDependencies } = parsePackage(text)
  return [dependencies, devDependencies].some((packages) => packages?.[name] !== undefined)
}

function parsePackage(text: string) {
  const parsed = PackageJson.safeParse(parse(text))
  if (parsed.success) return parsed.data
  throw new UserError('package.json is not what npm would read. Mend it, and run init again.')
}
