import { join } from 'node:path'
import { runMigrator } from '../support/drizzle-migrate.ts'
import type { Postgres } from '../support/postgres.ts'
import { makeProject } from '../story/project.ts'
import { runProgram } from '../story/run-program.ts'
import { atMost, type Figure, sampleOf, timed } from './figure.ts'
import { longHistory } from './long-history.ts'

const tables = 150
const rounds = 3
const goalSeconds = 15

/** Ten findings, of the kinds that a hand fix mostly is. */
const patch = `
  ALTER TABLE table_1 ADD status varchar NOT NULL DEFAULT 'NOT_SENT', ADD error text, ADD sent_at timestamp;
  CREATE INDEX table_2_size ON table_2 (size);
  ALTER TABLE table_3 ADD CONSTRAINT table_3_price CHECK (price >= 0);
  CREATE TYPE phase AS ENUM ('new', 'done');
  CREATE TABLE notes (id serial PRIMARY KEY, phase phase, table_id int REFERENCES table_4 (id));
  CREATE VIEW done AS SELECT id, name FROM table_5 WHERE is_done;
  ALTER TABLE table_6 ALTER size DROP NOT NULL, ALTER code SET DEFAULT 'y';
  DROP INDEX table_7_name;`

/** How long `driftwatch codify` takes as a whole process, with its four proofs. */
export async function measureCodify(postgres: Postgres): Promise<readonly Figure[]> {
  const project = await makeProject()
  try {
    await project.declare(migrations)
    const url = await postgres.createDatabase()
    await runMigrator('0.31', url, project.migrationsFolder)
    await postgres.query(patch, undefined, new URL(url).pathname.slice(1))
    const entry = join('src', 'cli', 'index.ts')
    const codify = [entry, 'codify', '--migrations', 'drizzle', '--dry-run']
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const ms = await timed(async () => {
        const env = { DATABASE_URL: url }
        const { exitCode, output } = await runProgram(project.folder, codify, env)
        if (exitCode !== 0 || !output.includes('10 of 10 findings')) throw new Error(output)
      })
      times.push(ms / 1000)
    }
    const sample = sampleOf(times)
    return [
      {
        name: `driftwatch codify, 10 findings on ${tables} tables, four proofs: time`,
        unit: 's',
        sample,
        goal: atMost(goalSeconds, sample.median, 's'),
      },
    ]
  } finally {
    await project.remove()
  }
}

const migrations = longHistory(tables, tables)
