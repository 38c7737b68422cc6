import { createInterface } from 'node:readline'
import { orphan } from './migrations.ts'
import { showMessage } from './show-slack.ts'
import type { Stage } from './stage.ts'

/** How soon a message shows that no check of ours brought, such as one that an alarm sent. */
const lookEveryMs = 250

/** Stays up for people to try things, until they have enough. */
export async function stay(stage: Stage, input: NodeJS.ReadStream): Promise<void> {
  const { screen, slack } = stage
  explain(stage)
  let shown = slack.accepted().length
  let isBusy = false
  const showNews = () => {
    const news = isBusy ? [] : slack.accepted().slice(shown)
    shown += news.length
    for (const message of news) showMessage(screen, message)
  }
  const watch = setInterval(showNews, lookEveryMs)
  const lines = createInterface({ input, terminal: false })
  try {
    for await (const line of lines) {
      const word = line.trim()
      if (/^(q|quit|exit)$/i.test(word)) return
      isBusy = true
      await obey(stage, word)
      isBusy = false
      showNews()
    }
    // Without a terminal there is nobody to type; a signal ends it.
    if (!input.isTTY) await new Promise<never>(() => undefined)
  } finally {
    clearInterval(watch)
    lines.close()
  }
}

async function obey(stage: Stage, word: string): Promise<void> {
  const { screen, monitor, database } = stage
  try {
    if (word === 'deploy') {
      await stage.deploy()
    } else if (word === '') {
      await screen.task('the cron fires, the Worker looks', monitor.runCron)
      const { status, body } = await monitor.status()
      screen.say(`GET /status  ${status} ${body}`)
    } else {
      const rows = await database.query(word)
      for (const row of rows.slice(0, 50)) screen.say(JSON.stringify(row))
      screen.say('Done. Press Enter to let the cron fire.')
    }
  } catch (error) {
    // What people type may fail, and nothing ends by that.
    screen.say(error instanceof Error ? error.message : String(error), screen.palette.critical)
  }
}

function explain({ screen, monitor, database, project, apiToken }: Stage): void {
  const { palette, line, say } = screen
  const entry = (name: string, value: string) =>
    line(`   ${palette.strong(name.padEnd(10))}${value}`)
  line()
  say('All of it stays up, and every message to Slack appears here.')
  entry('/status', palette.command(`${monitor.origin}/status`))
  entry('database', palette.command(database.url))
  entry('project', palette.command(project.folder))
  entry('details', palette.command(`${monitor.origin}/api/targets/app/verdict`))
  entry('', palette.faint(`with -H 'authorization: Bearer ${apiToken}'`))
  line()
  entry('Enter', 'lets the cron fire')
  entry('deploy', 'bundles the project, as you have changed it, and deploys it')
  entry('SQL', 'on one line runs in the database; break something:')
  for (const sql of tries) entry('', palette.faint(sql))
  entry('q', 'or Ctrl-C ends everything and cleans up')
}

const tries = [
  `DELETE FROM drizzle.__drizzle_migrations WHERE id = ${orphan.id}`,
  `UPDATE drizzle.__drizzle_migrations SET hash = repeat('a', 64) WHERE id = 2`,
  'DROP TABLE drizzle.__drizzle_migrations',
] as const
