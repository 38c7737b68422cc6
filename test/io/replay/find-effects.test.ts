import { describe, expect, test } from 'vitest'
import { findEffects, nothingPrepared } from '../../../src/io/replay/find-effects.ts'

async function told(sql: string): Promise<string[]> {
  const found = (await findEffects(sql, nothingPrepared())) ?? []
  return found.map(({ effect, object, line }) => `${line} ${effect} ${object}`)
}

describe('what a new migration does to data', () => {
  test.for([
    {
      sql: 'DROP TABLE "users", app.orders;',
      effects: ['1 drops table public.users', '1 drops table app.orders'],
    },
    { sql: 'ALTER TABLE users DROP COLUMN email;', effects: ['1 drops column public.users.email'] },
    { sql: 'DROP SCHEMA app;', effects: ['1 drops schema app'] },
    { sql: 'DROP TYPE app.mood;', effects: ['1 drops type app.mood'] },
    {
      sql: 'ALTER TABLE users ALTER COLUMN id TYPE bigint;',
      effects: ['1 changes-type column public.users.id'],
    },
    {
      sql: 'ALTER TABLE users ALTER id SET NOT NULL;',
      effects: ['1 sets-not-null column public.users.id'],
    },
    { sql: 'UPDATE users SET id = 1; ALTER TABLE users ALTER id SET NOT NULL;', effects: [] },
    {
      sql: 'ALTER TABLE users ADD age int NOT NULL;',
      effects: ['1 adds-not-null column public.users.age'],
    },
    { sql: 'ALTER TABLE users ADD age int NOT NULL DEFAULT 0;', effects: [] },
    {
      sql: 'ALTER TABLE users ADD n serial NOT NULL, ADD m int GENERATED ALWAYS AS IDENTITY NOT NULL;',
      effects: [],
    },
    {
      sql: 'TRUNCATE users, orders;',
      effects: ['1 empties table public.users', '1 empties table public.orders'],
    },
    { sql: 'DELETE FROM users;', effects: ['1 empties table public.users'] },
    { sql: 'DELETE FROM users WHERE id = 1;', effects: [] },
    {
      sql: 'CREATE TABLE users (id int); ALTER TABLE users ADD a int NOT NULL; DROP TABLE users;',
      effects: [],
    },
    { sql: "SELECT 'DROP TABLE users'; -- DROP TABLE users;", effects: [] },
    { sql: 'DROP INDEX users_email; DROP VIEW v; DROP FUNCTION f;', effects: [] },
    { sql: 'no SQL', effects: [] },
  ])('$sql', async ({ sql, effects }) => {
    expect(await told(sql)).toEqual(effects)
  })

  test('in the line where the statement begins, after comments and breakpoints', async () => {
    const sql =
      'SELECT 1;\n--> statement-breakpoint\n-- Ünïcode 😀\n\nDROP TABLE a;\n\nDROP TABLE b;'
    expect(await told(sql)).toEqual(['5 drops table public.a', '7 drops table public.b'])
  })

  test('what an earlier one of the same change has made may go again', async () => {
    const prepared = nothingPrepared()
    await findEffects('CREATE TABLE users (id int);', prepared)
    expect(await findEffects('DROP TABLE users;', prepared)).toEqual([])
  })
})
