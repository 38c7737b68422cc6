import {
  canonicalMigration,
  handPatch,
  hashOf,
  history,
  orphan,
  patchedColumns,
  type StoryMigration,
  strangersIndex,
  strangersMigration,
} from './migrations.ts'
import type { Expected } from './outcome.ts'
import { shortened } from './screen.ts'
import { publishArgs, type Stage } from './stage.ts'

/** A change to the world, a look of the monitor's at it, and what has to come out. */
export interface Step {
  readonly title: string
  readonly told: string
  /** What happens, each line of it shown. */
  readonly change: (stage: Stage) => Promise<void>
  /** Whether the change is in the repository, so that it has to be deployed. */
  readonly deploys: boolean
  readonly expected: Expected
}

const stranger = hashOf(strangersMigration)
const bothUnknown = [`unknown ${orphan.hash}`, `unknown ${stranger}`]
const extraIndex = `extra index public.users.${strangersIndex}`
const extraColumns = patchedColumns.map(
  (name) => `extra column public.intake_clarifications.${name}`,
)

export const steps: readonly Step[] = [
  {
    title: 'Four migrations, and a row that nobody can name',
    told: 'Production’s ledger has five rows for four files: one row is older than all of them, and its file is gone. The team knows of it, allows it, and deploys.',
    change: allowOrphan,
    deploys: true,
    expected: { status: '200 ok', findings: [], slack: 'nothing', check: 0 },
  },
  {
    title: 'Columns are patched by hand',
    told: 'The code fails for want of three columns, and somebody adds them. No migration knows of them, and the ledger has no trace. The next check sees them, but a migration that is just running looks the same, so Slack waits for the check after it.',
    async change({ database, screen }) {
      for (const sql of handPatch) await screen.task(`SQL> ${sql}`, () => database.query(sql))
    },
    deploys: false,
    expected: {
      status: '200 warning',
      findings: extraColumns,
      slack: 'nothing',
      check: 1,
      checkSays: [
        'email_error: text',
        "email_status: character varying not null default 'NOT_SENT'",
        'last_email_attempt_at: timestamp without time zone',
      ],
    },
  },
  {
    title: 'A minute later',
    told: 'They are still there, so the team is told, by name and type: definitions are for the terminal. It is a warning, and on-call is left to sleep.',
    change: letMinutePass,
    deploys: false,
    expected: {
      status: '200 warning',
      findings: extraColumns,
      slack: { names: patchedColumns, calls: false },
      check: 1,
    },
  },
  {
    title: 'The canonical migration is published before it is run',
    told: 'It adds the columns IF NOT EXISTS, so that it runs here as well as on a new database. To publish it first is the right order, and for half an hour a migration may wait for its deploy: nobody is told.',
    change: (stage) => declare(stage, [...history, canonicalMigration], canonicalMigration),
    deploys: true,
    expected: {
      status: '200 warning',
      findings: [...extraColumns, `pending ${canonicalMigration.tag}`],
      slack: 'nothing',
      check: 1,
    },
  },
  {
    title: 'It is run',
    told: 'Drizzle’s own migrator records it. Ledger, files and columns agree.',
    change: ({ database, project, screen }) =>
      screen.task('drizzle migrate', () => database.migrate(project.migrationsFolder)),
    deploys: false,
    expected: {
      status: '200 ok',
      findings: [],
      slack: { names: patchedColumns, calls: false },
      check: 0,
    },
  },
  {
    title: 'The allowance is withdrawn',
    told: 'Somebody deletes it from allowances.json, and deploys. This is the page that on-call would have got in the incident.',
    change: ({ project, screen }) =>
      screen.task('edit migrations-manifest/allowances.json', project.withdrawAllowances),
    deploys: true,
    expected: {
      status: '503 drifted',
      findings: [`unknown ${orphan.hash}`],
      slack: { names: [orphan.hash], calls: true },
      check: 1,
    },
  },
  {
    title: 'A stranger’s row',
    told: 'Somebody runs a migration from a laptop; its branch was never merged. It is red already, and the new row is told all the same, by itself. The index that it made waits for a second check.',
    async change({ database, screen }) {
      const { sql, when } = strangersMigration
      const insert = `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${stranger}', ${when})`
      await screen.task(`SQL> ${sql}`, () => database.query(sql))
      await screen.task(`SQL> ${shortened(insert)}`, () => database.query(insert))
    },
    deploys: false,
    expected: {
      status: '503 drifted',
      findings: [...bothUnknown, extraIndex],
      slack: { names: [stranger], calls: true },
      check: 1,
    },
  },
  {
    title: 'Another minute later',
    told: 'Now the index is told, too, and the rows are not told again.',
    change: letMinutePass,
    deploys: false,
    expected: {
      status: '503 drifted',
      findings: [...bothUnknown, extraIndex],
      slack: { names: [strangersIndex], calls: false },
      check: 1,
    },
  },
  {
    title: 'Repair',
    told: 'The old row is allowed again. The stranger’s file is found on its branch and joins the history, and with it the index: deleting its row would be told as a row that vanished.',
    async change(stage) {
      await allowOrphan(stage)
      const repaired = [...history, canonicalMigration, strangersMigration]
      await declare(stage, repaired, strangersMigration)
    },
    deploys: true,
    expected: {
      status: '200 ok',
      findings: [],
      slack: { names: [orphan.hash, stranger, strangersIndex], calls: false },
      check: 0,
    },
  },
]

async function letMinutePass({ monitor, screen }: Stage): Promise<void> {
  monitor.skipMinute()
  screen.say('(a minute passes)')
}

async function declare(
  stage: Stage,
  migrations: readonly StoryMigration[],
  added: StoryMigration,
): Promise<void> {
  const { project, screen, driftwatch } = stage
  await screen.task(`add drizzle/${added.tag}.sql`, () => project.declare(migrations))
  await driftwatch(publishArgs)
}

function allowOrphan(stage: Stage): Promise<void> {
  const reason = 'run by hand before the history began'
  return stage.driftwatch(['allow', orphan.hash, '--reason', reason, '--owner', 'platform'])
}
