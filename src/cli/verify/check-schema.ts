import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { lineOfStatement } from '../../core/verify/line-of-statement.ts'
import type { Place } from '../../core/verify/problem.ts'
import { askDrizzleKit } from '../../io/drizzle-kit/ask-drizzle-kit.ts'
import type { SchemaAnswer } from '../../io/drizzle-kit/answer.ts'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { assertNever } from '../../core/never.ts'
import { UserError } from '../../io/errors.ts'
import { schemaChild } from '../commands/schema-child.ts'
import { configFile } from '../config.ts'
import { within } from './check-manifest.ts'
import { findConfig } from './find-config.ts'
import type { Checked, Ground, VerifyRequest } from './request.ts'

/** Whether all that the schema declares has its migration, as the project's own drizzle-kit sees it. */
export async function checkSchema(
  ground: Ground,
  request: Pick<VerifyRequest, 'schema' | 'drizzleConfig'>,
): Promise<Checked> {
  if (request.schema === false) {
    return { rules: [], problems: [], notes: ['No schema was compared, as --no-schema asks.'] }
  }
  const schema = request.schema === undefined ? undefined : resolve(request.schema)
  const config =
    request.drizzleConfig === undefined
      ? findConfig(ground.folder, ground.root)
      : resolve(request.drizzleConfig)
  if (schema === undefined && config === undefined) {
    return {
      rules: [],
      problems: [],
      notes: ['No schema was compared: name it with --schema.'],
    }
  }
  for (const [option, file] of Object.entries({ '--schema': schema, '--drizzle-config': config })) {
    await refuseAbsent(option, file)
  }
  const isAsked = request.schema !== undefined || request.drizzleConfig !== undefined
  const answer = await askDrizzleKit(
    { schema, config, migrations: ground.folder, layout: ground.survey.layout },
    { file: process.argv[1] ?? '', args: [schemaChild] },
  )
  return checkedOf(answer, ground, isAsked)
}

const rules = ['schema-not-migrated'] as const

function checkedOf(answer: SchemaAnswer, { root }: Ground, isAsked: boolean): Checked {
  switch (answer.status) {
    case 'same':
      return { rules, problems: [] }
    case 'different': {
      const { statements, question } = answer
      const place = placeIn(answer.files, statements[0] ?? quoted(question ?? ''), root)
      const facts = { rule: 'schema-not-migrated', statements, place } as const
      return { rules, problems: [question === undefined ? facts : { ...facts, question }] }
    }
    case 'not-ours':
      return told(`No schema was compared: ${answer.because}.`, isAsked)
    case 'failed':
      // Where drizzle-kit has a configuration, a schema is there to be compared.
      return told(
        `The schema could not be compared with its migrations: ${answer.words}\n${wayOut[answer.at]} Or leave it out with --no-schema.`,
        true,
      )
    default:
      return assertNever(answer)
  }
}

const wayOut = {
  config: 'If drizzle.config reads environment variables, set them here, too, to any value.',
  schema:
    'If the schema reads environment variables, set them here, too, to any value; the paths of tsconfig.json are known.',
  kit: 'Run this where the packages of the project are installed.',
  compare: 'See what `drizzle-kit check` and `drizzle-kit generate` say of it.',
  process:
    'See that the schema begins nothing that does not end, such as a connection, and that nothing in it ends the process.',
} as const

/** `public.users.email` of a question as the names stand in a statement. */
function quoted(question: string): string {
  return question.replaceAll(/[\w$]+(?:\.[\w$]+)+/g, (path) =>
    path
      .split('.')
      .slice(1)
      .map((name) => `"${name}"`)
      .join('.'),
  )
}

/** What nobody asked for by name cannot fail a pull request. */
function told(sentence: string, isAsked: boolean): Checked {
  return { rules: [], problems: [], ...(isAsked ? { notTold: [sentence] } : { notes: [sentence] }) }
}

function placeIn(files: readonly string[], statement: string, root: string | undefined): Place {
  for (const file of files) {
    const line = lineOfStatement(statement, readFileSync(file, 'utf8'))
    if (line !== undefined) return { file: within(root, file), line }
  }
  return { file: within(root, files[0] ?? '') }
}

async function refuseAbsent(option: string, file: string | undefined): Promise<void> {
  if (file === undefined) return
  const isThere = await readFileIfThere(file).then(
    (bytes) => bytes !== undefined,
    // A folder of modules.
    () => true,
  )
  if (isThere) return
  const where = option === '--schema' ? `${option}, or ${configFile},` : option
  throw new UserError(`${where} names ${file}, which does not exist.`)
}
