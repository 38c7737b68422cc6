import { randomBytes } from 'node:crypto'
import { startLocalServer } from '../support/local-server.ts'
import { type SlackReceiver, startSlackReceiver } from '../support/slack-receiver.ts'
import { type Database, startDatabase } from './database.ts'
import { holdPort, usualPort } from './hold-port.ts'
import { history, orphan } from './migrations.ts'
import { makeMonitor, type Monitor } from './monitor.ts'
import { bundleCommand, makeProject, type Project } from './project.ts'
import { commandLine, type Screen } from './screen.ts'
import { within } from './within.ts'

/** Everything that the story needs, running. */
export interface Stage {
  readonly screen: Screen
  readonly project: Project
  readonly database: Database
  readonly slack: SlackReceiver
  readonly monitor: Monitor
  /** Opens what `/status` does not tell. */
  readonly apiToken: string
  /** How many times the Worker has said that it runs. */
  readonly heartbeats: () => number
  /** Runs the project's command line, and shows it. Throws where it fails. */
  readonly driftwatch: (args: readonly string[]) => Promise<void>
  /** Bundles the project and lets the Worker run from it. */
  readonly deploy: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Whom critical findings call: a user group, by an id such as Slack gives. */
export const onCall = 'S0ONCALL12'

/** What is not gone by then is ended by the end of this process. */
const closeSeconds = 10

/** How the team publishes its migrations folder. */
export const publishArgs = ['manifest', '--migrations', 'drizzle', '--name', 'app'] as const

/** Brings up everything, as it is before the first deploy. What comes up is closed if the rest fails. */
export async function openStage(screen: Screen): Promise<Stage> {
  const open: (() => Promise<void>)[] = []
  const close = async () => {
    const errors: unknown[] = []
    // The last one first: who asks goes before who answers.
    for (const end of open.splice(0).toReversed()) {
      await within(closeSeconds, 'Cleaning up', end()).catch((error) => errors.push(error))
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be cleaned up')
  }
  try {
    return await bringUp(screen, open, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function bringUp(
  screen: Screen,
  open: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Stage> {
  const project = await makeProject()
  open.push(project.remove)
  const database = await screen.task(
    'PostgreSQL 18 comes up, with Neon’s HTTP in front of it',
    startDatabase,
  )
  open.push(database.stop)
  await screen.task('Drizzle’s migrator runs four migrations', () => writeLedger(project, database))
  const driftwatch = (args: readonly string[]) =>
    screen.task(commandLine('driftwatch', args), () => project.mustDriftwatch(args))
  await driftwatch(publishArgs)

  const slack = await startSlackReceiver()
  open.push(slack.stop)
  let heartbeats = 0
  const heart = await startLocalServer(async (_request, response) => {
    heartbeats += 1
    response.end('OK')
  })
  open.push(heart.close)

  const held = await holdPort()
  const { port } = held
  if (port !== usualPort) screen.say(`Port ${usualPort} is taken, so /status is on ${port}.`)
  const apiToken = randomBytes(16).toString('hex')
  const monitor = makeMonitor({
    apiToken,
    held,
    bindings: {
      DATABASE_URL: database.monitorUrl,
      NEON_ENDPOINT: database.neonEndpoint,
      SLACK_WEBHOOK_URL: slack.url,
      SLACK_MENTION: onCall,
      HEARTBEAT_URL: `${heart.origin}/`,
      STATUS_URL: `http://127.0.0.1:${port}/status`,
      ALLOW_LOOPBACK: 'true',
      CHECK_INTERVAL: '1m',
    },
  })
  open.push(monitor.stop)
  const deploy = () =>
    screen.task(commandLine('wrangler', bundleCommand), async () => {
      await monitor.deploy(await project.bundle())
    })
  const found = { screen, project, database, slack, monitor, apiToken, driftwatch, deploy }
  return { ...found, heartbeats: () => heartbeats, close }
}

/** The ledger as the incident left it: a row that no file explains, then four that files do. */
async function writeLedger(project: Project, database: Database): Promise<void> {
  await database.query(
    `CREATE SCHEMA drizzle;
     CREATE TABLE drizzle.__drizzle_migrations
       (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
     INSERT INTO drizzle.__drizzle_migrations (hash, created_at)
       VALUES ('${orphan.hash}', ${orphan.createdAt})`,
  )
  await database.letMonitorRead()
  await project.declare(history)
  await database.migrate(project.migrationsFolder)
}
