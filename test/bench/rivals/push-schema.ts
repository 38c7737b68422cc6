/**
 * A program: `push-schema.ts <url> <tables>` asks drizzle-kit's `pushSchema` what would make a
 * database one of so many tables of `tableSql`, and writes its statements, as JSON, unapplied.
 */
import { pushSchema } from 'drizzle-kit/api'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgEnum,
  pgTable,
  serial,
  text,
  timestamp,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'

const [url = '', tables = '0'] = process.argv.slice(2)

const mood = pgEnum('mood', ['good', 'ok', 'bad'])
/** Only named, by what refers to it. */
const parent = pgTable('table_0', { id: serial().primaryKey() })
const schema: Record<string, unknown> = { mood }
for (let at = 0; at < Number(tables); at += 1) schema[`table_${at}`] = tableOf(at)

const database = drizzle(url)
const { statementsToExecute } = await pushSchema(schema, database)
await database.$client.end()
process.stdout.write(`\n${JSON.stringify(statementsToExecute)}\n`)

/** As `tableSql` makes it. */
function tableOf(at: number) {
  const name = `table_${at}`
  return pgTable(
    name,
    {
      id: serial().primaryKey(),
      name: text().notNull(),
      code: varchar({ length: 20 }).default('x'),
      size: integer(),
      made_at: timestamp({ withTimezone: true }).notNull().defaultNow(),
      mood: mood().default('ok'),
      price: numeric({ precision: 10, scale: 2 }),
      extra: jsonb().default({}),
      token: uuid().unique(`${name}_token_key`).defaultRandom(),
      is_done: boolean().notNull().default(false),
      tags: text().array(),
      parent_id: integer(),
    },
    (table) => [
      check(`${name}_size_check`, sql`${table.size} > 0`),
      foreignKey({
        name: `${name}_parent_id_fkey`,
        columns: [table.parent_id],
        foreignColumns: [parent.id],
      }),
      index(`${name}_name`).on(table.name),
      index(`${name}_code`)
        .on(sql`lower(code)`)
        .where(sql`is_done`),
    ],
  )
}
