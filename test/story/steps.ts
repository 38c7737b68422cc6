import {
  hashOf,
  history,
  nextMigration,
  orphan,
  type StoryMigration,
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

export const steps: readonly Step[] = [
  {
    title: 'Five migrations, and a row that nobody can name',
    told: 'Production’s ledger has six rows for five files: one row is older than all of them, and its file is gone. The team knows of it, allows it, and deploys.',
    change: allowOrphan,
    deploys: true,
    expected: { status: '200 ok', findings: [], slack: 'nothing', check: 0 },
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
    told: 'Somebody runs a migration from a laptop; its branch was never merged. It is red already, and the new row is told all the same, by itself.',
    async change({ database, screen }) {
      const { sql, when } = strangersMigration
      const insert = `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${stranger}', ${when})`
      await screen.task(`SQL> ${sql}`, () => database.query(sql))
      await screen.task(`SQL> ${shortened(insert)}`, () => database.query(insert))
    },
    deploys: false,
    expected: {
      status: '503 drifted',
      findings: bothUnknown,
      slack: { names: [stranger], calls: true },
      check: 1,
    },
  },
  {
    title: 'A migration is published before it is run',
    told: 'That is the right order, and for half an hour a migration may wait for its deploy: nobody is told. What was red stays red.',
    change: (stage) => declare(stage, [...history, nextMigration], nextMigration),
    deploys: true,
    expected: {
      status: '503 drifted',
      findings: [...bothUnknown, `pending ${nextMigration.tag}`],
      slack: 'nothing',
      check: 1,
    },
  },
  {
    title: 'Repair',
    told: 'The new migration is run. The old row is allowed again. The stranger’s file is found on its branch and joins the history: deleting its row would be told as a row that vanished.',
    async change(stage) {
      const { database, project, screen } = stage
      await screen.task('drizzle migrate', () => database.migrate(project.migrationsFolder))
      await allowOrphan(stage)
      await declare(stage, [...history, nextMigration, strangersMigration], strangersMigration)
    },
    deploys: true,
    expected: {
      status: '200 ok',
      findings: [],
      slack: { names: [orphan.hash, stranger], calls: false },
      check: 0,
    },
  },
]

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
