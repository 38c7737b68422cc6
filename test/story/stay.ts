import { createInterface } from 'node:readline'
import { orphan } from './migrations.ts'
import { margin } from './screen.ts'
import { showMessage } from './show-slack.ts'
import type { Stage } from './stage.ts'

/** How soon a message shows that no check of ours brought, such as one that an alarm sent. */
const lookEveryMs = 250

export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean }

/** Stays up for people to try things, until they have enough. */
export async function stay(stage: Stage, input: Input): Promise<void> {
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
    if (input.isTTY) return
    // Such as of `nohup npm start &`: all of it is there to be asked, until a signal ends it.
    screen.line()
    screen.say(unattended)
    await new Promise<never>(() => undefined)
  } finally {
    clearInterval(watch)
    lines.close()
  }
}

async function obey(stage: Stage, word: string): Promise<void> {
  const { screen, monitor, database } = stage
  try {
    if (/^(\?|h|help)$/i.test(word)) {
      explainCommands(stage)
    } else if (/^deploy$/i.test(word)) {
      await stage.deploy()
      screen.say(fireNext)
    } else if (word === '') {
      await screen.task('the cron fires, the Worker looks', monitor.runCron)
      const { status, body } = await monitor.status()
      screen.say(`GET /status  ${status} ${body}`)
    } else {
      const rows = await database.query(word)
      for (const row of rows.slice(0, 50)) screen.say(JSON.stringify(row))
      screen.say(`Done. ${fireNext}`)
    }
  } catch (error) {
    // What people type may fail, and nothing ends by that.
    screen.say(error instanceof Error ? error.message : String(error), screen.palette.critical)
  }
}

const fireNext = 'Press Enter to let the cron fire.'

/** How wide the names of what there is are. */
const nameWidth = 10

function explain(stage: Stage): void {
  const { screen, monitor, database, project, apiToken } = stage
  screen.line()
  screen.say('All of it stays up, and every message to Slack appears here.')
  entry(stage, '/status', `${monitor.origin}/status`)
  entry(stage, 'database', database.url)
  entry(stage, 'project', project.folder)
  entry(stage, 'details', `${monitor.origin}/api/targets/app/verdict`)
  entry(stage, 'with', `-H 'authorization: Bearer ${apiToken}'`)
  explainCommands(stage)
}

function explainCommands({ screen }: Stage): void {
  const { palette, line } = screen
  const command = (name: string, what: string) =>
    line(`${margin}${palette.strong(name.padEnd(nameWidth))}${what}`)
  line()
  command('Enter', 'lets the cron fire (twice for the schema, a minute apart)')
  command('deploy', 'bundles the project, as you have changed it, and deploys it')
  command('SQL', 'on one line runs in the database; break something:')
  for (const sql of tries) line(`${margin}  ${palette.faint(sql)}`)
  command('help', 'or ? says this again')
  command('q', 'or Ctrl-C ends everything and cleans up')
}

/** A name and its value, which people copy: a long one has a whole line to itself. */
function entry({ screen: { palette, line, width } }: Stage, name: string, value: string): void {
  const room = width - margin.length - nameWidth
  const gap = value.length > room ? '\n' : ''
  line(
    `${margin}${palette.strong(name.padEnd(gap ? 0 : nameWidth))}${gap}${palette.command(value)}`,
  )
}

const unattended = `Nothing can be typed here: standard input is at its end. All of it stays up by itself, without a cron, until Ctrl-C or \`kill ${process.pid}\`. To end after the story, run: npm start -- --once`

const tries = [
  `DELETE FROM drizzle.__drizzle_migrations WHERE id = ${orphan.id}`,
  `UPDATE drizzle.__drizzle_migrations SET hash = repeat('a', 64) WHERE id = 2`,
  'ALTER TABLE intake_answers DROP COLUMN value',
  'DROP TABLE drizzle.__drizzle_migrations',
] as const
