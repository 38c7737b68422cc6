import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SchemaAnswer, SchemaQuestion } from './answer.ts'
import { loadConfig } from './load-config.ts'
import { loadKit } from './load-kit.ts'
import { loadSchema } from './load-schema.ts'

/** Answers the one question that the parent process sends. */
export function answerInChild(): void {
  // Nobody waits any more.
  process.once('disconnect', () => process.exit())
  process.once('message', (message) => {
    void answer(SchemaQuestion.parse(message)).then((said) => process.send?.(said))
  })
}

type Failure = Extract<SchemaAnswer, { status: 'failed' }>

async function answer(question: SchemaQuestion): Promise<SchemaAnswer> {
  let at: Failure['at'] = 'config'
  try {
    const config = await loadConfig(question)
    if ('status' in config) return config
    at = 'schema'
    const { exports, files } = await loadSchema(config.schema)
    const casing = config.casing === undefined ? {} : { casing: config.casing }
    at = 'kit'
    const kit = loadKit([...files, question.migrations], question.layout)
    at = 'compare'
    const snapshots = readSnapshots(question)
    const said = await statementsOf(() => kit(exports, snapshots, config.casing))
    return Array.isArray(said)
      ? said.length === 0
        ? { status: 'same', files: [...files], ...casing }
        : { status: 'different', files: [...files], statements: said, ...casing }
      : { status: 'different', files: [...files], statements: [], question: said, ...casing }
  } catch (error) {
    return { status: 'failed', at, words: wordsOf(error) }
  }
}

/** The SQL, or what drizzle-kit asks first: 0.31 fails for want of a terminal, 1.0 says what it asks. */
async function statementsOf(work: () => Promise<string[]>): Promise<string[] | string> {
  try {
    return await work()
  } catch (error) {
    const words = error instanceof Error ? `${error.name} ${error.message}` : ''
    if (!/interactive prompts|missinghints/i.test(words)) throw error
    const asked = words.split('\n').filter((line) => line.startsWith('- '))
    return asked.map((line) => line.slice(2)).join('\n')
  }
}

/** What drizzle-kit takes for the history: see `Snapshots`. */
function readSnapshots({ migrations, layout }: SchemaQuestion): Readonly<Record<string, unknown>> {
  const paths =
    layout === 'journal'
      ? readdirSync(join(migrations, 'meta'))
          .filter((name) => !name.startsWith('_'))
          .toSorted()
          // It takes the last one by name, whatever the journal says.
          .slice(-1)
          .map((name) => [name, join(migrations, 'meta', name)] as const)
      : readdirSync(migrations, { recursive: true, encoding: 'utf8' })
          .filter((path) => /^[^/\\]+[/\\]snapshot\.json$/.test(path))
          .toSorted()
          .map((path) => [path.split(/[/\\]/, 1)[0] ?? path, join(migrations, path)] as const)
  return Object.fromEntries(
    paths.map(([name, path]) => {
      const snapshot: unknown = JSON.parse(readFileSync(path, 'utf8'))
      return [name, snapshot]
    }),
  )
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.split('\n').slice(0, 8).join('\n')
}
