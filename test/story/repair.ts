import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../src/io/errors.ts'
import { git } from '../support/git.ts'
import type { Database } from './database.ts'
import { commandLine } from './screen.ts'
import { showMessage } from './show-slack.ts'
import type { Stage } from './stage.ts'
import { steps } from './steps.ts'
import { isRight, tellStep } from './tell-story.ts'

/** What the repair came to, for people and for a test. */
export interface Repaired {
  /** The SQL of the migration that `codify` wrote. */
  readonly sql: string
  /** The proof document of the controlled run. */
  readonly proof: string
  /** A checksum of every table's rows, before the hand patch and after all. */
  readonly before: string
  readonly after: string
  /** `/status`, in the end. */
  readonly status: string
  /** What is wrong with it, where something is: whole sentences. */
  readonly wrong: readonly string[]
}

const tables = ['tenants', 'users', 'intake_clarifications', 'intake_answers'] as const
const name = 'add_email_status_to_intake_clarifications'

/**
 * The incident from the hand patch to the closed ticket, by Driftwatch alone: the monitor tells, an
 * audit explains, `codify` writes the migration and proves it, `verify` passes it, `migrate` runs it
 * with proof, and the monitor takes back what it told. Two tenants' rows stay as they were.
 */
export async function repair(stage: Stage): Promise<Repaired> {
  const { screen, project, database, monitor, slack } = stage
  await fillTables(database)
  const before = await checksum(database)
  await commitAll(project.folder, 'What the team has')

  const told = []
  for (const [index, step] of steps.slice(0, 3).entries()) {
    told.push(await tellStep(stage, step, { number: index + 1 }))
  }
  await commitAll(project.folder, 'What the team allows')

  const run = runner(stage)
  const audit = await run(['audit', '--manifest', manifest], 1)
  const codify = await run(['codify', ...folder, '--yes', '--keep-snapshot', '--name', name], 0)
  const file = (await readdir(project.migrationsFolder)).find((each) => each.startsWith('0004_'))
  if (file === undefined) throw new UserError(`codify wrote no 0004:\n${codify}`)
  const sql = await readFile(join(project.migrationsFolder, file), 'utf8')
  screen.say(sql)
  await run(['manifest', ...folder, '--name', 'app'], 0)
  await run(['verify', ...folder, '--base', 'main'], 0)
  await commitAll(project.folder, 'Codify what was patched by hand')
  await stage.deploy()

  const proofFile = 'proof.md'
  const untouched = ['--untouched', tables.join(',')]
  await run(['migrate', ...folder, '--driver', 'pg', ...untouched, '--proof', proofFile], 0)
  const proof = await readFile(join(project.folder, proofFile), 'utf8')
  const check = await run(['check', '--manifest', manifest], 0)
  const messages = slack.accepted().length
  await screen.task('the cron fires, the Worker looks', monitor.runCron)
  const takenBack = slack.accepted().slice(messages)
  for (const message of takenBack) showMessage(screen, message)
  const status = await monitor.status()
  screen.say(`GET /status  ${status.status} ${status.body}`)
  const after = await checksum(database)
  return {
    sql,
    proof,
    before,
    after,
    status: `${status.status} ${status.body}`,
    wrong: [
      ...told.flatMap((result) =>
        isRight(result) ? [] : [`${result.step.title} came otherwise.`],
      ),
      ...(audit.includes('email_status') ? [] : ['The audit does not name the columns.']),
      ...(takenBack.some(({ json }) => JSON.stringify(json).includes('email_status'))
        ? []
        : ['Slack is not told that the columns are in order now.']),
      ...(check.includes('in sync') ? [] : ['The check does not say that all is in sync.']),
    ],
  }
}

const manifest = 'migrations-manifest/app.json'
const folder = ['--migrations', 'drizzle'] as const

/** Runs the project's command line on the database, as its owner; throws where it ends otherwise. */
function runner({ screen, project, database }: Stage) {
  return async (args: readonly string[], expected: number): Promise<string> => {
    const env = { DATABASE_URL: database.url }
    const { exitCode, output } = await screen.task(commandLine('driftwatch', args), () =>
      project.driftwatch(args, env),
    )
    if (exitCode === expected) return output
    throw new UserError(
      `driftwatch ${args.join(' ')} ended with ${exitCode}, and not with ${expected}:\n${output}`,
    )
  }
}

/** Two tenants, each with people, questions and answers. */
async function fillTables({ query }: Database): Promise<void> {
  await query(
    `INSERT INTO tenants (name, slug) VALUES ('North', 'north'), ('South', 'south');
     INSERT INTO users (tenant_id, email)
       SELECT t.id, t.slug || n || '@example.org' FROM tenants AS t, generate_series(1, 20) AS n;
     INSERT INTO intake_clarifications (tenant_id, asked_by, question)
       SELECT u.tenant_id, u.id, 'Question of ' || u.email FROM users AS u;
     INSERT INTO intake_answers (tenant_id, field, value)
       SELECT t.id, 'field ' || n, 'value ' || n FROM tenants AS t, generate_series(1, 50) AS n`,
  )
}

/** Of the columns that the tables had before the patch. */
async function checksum({ query }: Database): Promise<string> {
  const [row] = await query(
    `SELECT md5(string_agg(line, ',' ORDER BY line)) AS sum FROM (
       SELECT 'tenant' || t::text AS line FROM tenants AS t
       UNION ALL SELECT 'user' || u::text FROM users AS u
       UNION ALL SELECT 'question' || (c.id, c.tenant_id, c.asked_by, c.question, c.created_at)::text
         FROM intake_clarifications AS c
       UNION ALL SELECT 'answer' || a::text FROM intake_answers AS a
     ) AS lines`,
  )
  return String(row?.['sum'])
}

async function commitAll(path: string, message: string): Promise<void> {
  const isNew = (await readdir(path)).every((entry) => entry !== '.git')
  if (isNew) {
    await git(path, 'init', '--initial-branch=main')
    await writeFile(join(path, '.gitignore'), 'node_modules\n.home\n.wrangler\nbundle\n')
  }
  await git(path, 'add', '--all')
  await git(path, 'commit', '--message', message)
}
