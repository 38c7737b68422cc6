import type { Step } from './drizzle-kit.ts'

const imports = `import { boolean, index, integer, pgEnum, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core'\n`

const users = `export const users = pgTable('users', {
  id: serial('id').primaryKey(),
  email: text('email').notNull().unique(),
})\n`

const orders = `export const state = pgEnum('order_state', ['open', 'paid'])
export const orders = pgTable('orders', {
  id: serial('id').primaryKey(),
  userId: integer('user_id').notNull().references(() => users.id),
  state: state('state').notNull().default('open'),
  at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
}, (table) => [index('orders_user').on(table.userId)])\n`

const flags = `export const flags = pgTable('flags', {
  name: text('name').primaryKey(),
  isOn: boolean('is_on').notNull().default(false),
})\n`

/**
 * A small shop at four points in its life: tables, an enum, an index, a foreign key, and third a
 * migration that a person wrote, which can run any number of times.
 */
export const shopSteps: readonly Step[] = [
  imports + users,
  imports + users + orders,
  { sql: `INSERT INTO "users" ("email") VALUES (gen_random_uuid()::text || '@example.com');` },
  imports + users + orders + flags,
]
