import { resolve } from 'node:path'
import type { Manifest } from '../../core/manifest.ts'
import { compareWithManifest } from '../../core/verify/compare-with-manifest.ts'
import { UserError } from '../../io/errors.ts'
import { redactor } from '../../io/redact.ts'
import type { FilesAndManifest, Repository } from '../../report/audit/repository-section.ts'
import { wordProblem } from '../../report/verify/word-problem.ts'
import type { Look } from '../look.ts'
import { publishedChanges } from '../published-changes.ts'
import { secretsIn, secretVariables } from '../secrets-in.ts'
import { within } from '../verify/check-manifest.ts'
import { checkSchema } from '../verify/check-schema.ts'
import { leavesItOpen, readGround } from '../verify/read-ground.ts'
import type { Checked, Ground } from '../verify/request.ts'

export interface RepositoryChoice {
  readonly manifest: string
  readonly migrations: string
  readonly schema?: string | undefined
  readonly drizzleConfig?: string | undefined
  /** Not from a configuration, which is there for other commands, too. */
  readonly isTyped: boolean
}

/** What the files said, to be held against a manifest once that is read. */
export type RepositoryRead = (look: Pick<Look, 'manifest' | 'allowances'>) => Repository

/**
 * Reads the migration files and the schema's source as they are now. What cannot be read is told in
 * the report, as nobody should be without one because of it; but where a person named it on the
 * command line, it throws the `UserError`.
 */
export async function readRepository(choice: RepositoryChoice): Promise<RepositoryRead> {
  const { manifest: file, migrations, isTyped } = choice
  try {
    const ground = await readGround(migrations)
    const isAsked = choice.schema !== undefined || choice.drizzleConfig !== undefined
    const schema = isAsked ? await checkSchema(ground, choice) : undefined
    return (look) => repositoryOf(ground, schema, look, file)
  } catch (error) {
    if (isTyped || !(error instanceof UserError)) throw error
    const { message } = error
    return () => ({ folder: migrations, migrations: [], notTold: [message] })
  }
}

function repositoryOf(
  ground: Ground,
  schema: Checked | undefined,
  { manifest, allowances }: Pick<Look, 'manifest' | 'allowances'>,
  file: string,
): Repository {
  const { path, survey } = ground
  const open = survey.problems.filter(leavesItOpen)
  // What a schema and drizzle-kit say may quote what they were given.
  const redact = redactor([
    ...secretsIn(process.argv, process.env),
    ...secretVariables(process.env),
  ])
  return {
    folder: path,
    migrations: survey.entries,
    manifest: open.length > 0 ? undefined : filesAgainst(manifest, ground, allowances, file),
    schema: schema && schemaOf(schema, redact),
    notTold: [
      ...open.map((problem) => {
        const { title, text, place } = wordProblem(problem)
        return `The migration files were not held against the manifest. ${place?.file ?? path}: ${title}. ${text}`
      }),
      ...[...(schema?.notTold ?? []), ...(schema?.notes ?? [])].map(redact),
    ],
  }
}

function filesAgainst(
  manifest: Manifest,
  { root, survey }: Ground,
  allowances: Look['allowances'],
  file: string,
): FilesAndManifest {
  const { layout, entries } = survey
  const place = { file: within(root, resolve(file)) }
  const problems = compareWithManifest(entries, manifest, place)
  const migrations = entries.flatMap(({ tag, when, content }) =>
    content === undefined ? [] : [{ tag, when, hash: content.hash, twins: content.twins }],
  )
  const after = { ...manifest, layout, migrations }
  return {
    source: manifest.source,
    behind: problems.find((each) => each.rule === 'manifest-behind'),
    // Of a journal, one that is overtaken is among the changes.
    late: problems.filter((each) => each.rule === 'runs-late'),
    changes: publishedChanges({ before: manifest, after, allowances, now: Date.now() }),
  }
}

function schemaOf(
  { rules, problems }: Checked,
  redact: (text: string) => string,
): Repository['schema'] {
  const found = problems.find((each) => each.rule === 'schema-not-migrated')
  if (found === undefined) return rules.length > 0 ? 'migrated' : undefined
  const { question } = found
  return {
    ...found,
    statements: found.statements.map(redact),
    ...(question !== undefined && { question: redact(question) }),
  }
}
