import * as z from 'zod/mini'
import { descriptions } from '../verdict-json.ts'
import type { Repository } from './repository-section.ts'

/** One of its own for each, as each is described by itself. */
const tags = () => z.array(z.string())

const Manifest = z.object({
  lacks: tags(),
  differs: tags(),
  keeps: tags(),
  late: tags(),
  changes: z.array(z.string()),
})

const Schema = z.object({
  statements: z.array(z.string()),
  question: z.optional(z.string()),
  place: z.nullable(z.object({ file: z.string(), line: z.optional(z.int()) })),
})

/** What the files of the repository say, in JSON. */
export const RepositoryJson = z.object({
  folder: z.string(),
  migrations: z.int(),
  manifest: z.nullable(Manifest),
  schema: z.nullable(Schema),
  notTold: z.array(z.string()),
})

export function repositoryJson(repository: Repository): z.infer<typeof RepositoryJson> {
  const { folder, migrations, manifest, schema, notTold } = repository
  const { lacks = [], differs = [], keeps = [] } = manifest?.behind ?? {}
  return {
    folder,
    migrations: migrations.length,
    manifest:
      manifest === undefined
        ? null
        : {
            lacks: [...lacks],
            differs: [...differs],
            keeps: [...keeps],
            late: manifest.late.map(({ tag }) => tag),
            changes: [...manifest.changes],
          },
    schema: schema === undefined ? null : schemaJson(schema),
    notTold: [...notTold],
  }
}

function schemaJson(schema: Exclude<Repository['schema'], undefined>): z.infer<typeof Schema> {
  if (schema === 'migrated') return { statements: [], place: null }
  const { statements, question, place } = schema
  return { statements: [...statements], place, ...(question !== undefined && { question }) }
}

/** Describes what `RepositoryJson` holds, for JSON Schema. */
export function describeRepository(): void {
  const { folder, migrations, manifest, schema, notTold } = RepositoryJson.shape
  const { lacks, differs, keeps, late, changes } = Manifest.shape
  const told = [
    [RepositoryJson, 'What the files of the repository say; only where they were named.'],
    [folder, "The migrations folder, relative to its repository's root."],
    [migrations, 'How many migrations it declares.'],
    [manifest, 'The files against the manifest; null where that could not be told.'],
    [lacks, 'Migrations that the manifest does not know.'],
    [differs, 'Migrations that it knows with another text.'],
    [keeps, 'Migrations that it knows, and that are not in the folder.'],
    [late, 'New migrations that stand before published ones, which Drizzle 1.0 runs late.'],
    [
      changes,
      'What a database that ran what was published will be reported for, in whole sentences.',
    ],
    [
      schema,
      'What drizzle-kit would still generate, none where all is migrated or it has a question first; null where it was not asked, or could not be told.',
    ],
    [notTold, 'What was asked for and could not be told, in whole sentences.'],
  ] as const
  for (const [each, description] of told) descriptions.add(each, { description })
}
