import { expect, test } from 'vitest'
import { lineOfStatement } from '../../../src/core/verify/line-of-statement.ts'

const source = `import { pgTable, text } from 'drizzle-orm/pg-core'
export const users = pgTable('users', {
  id: text('id'),
  email: text(),
})
export const orders = pgTable("orders", {
  id: text('id'),
})
`

test.for([
  { name: 'the line of a new table', statement: 'CREATE TABLE "orders" ("id" text);', line: 7 },
  { name: 'the line of a column', statement: 'ALTER TABLE "users" ADD COLUMN "id" text;', line: 3 },
  {
    name: 'of a column named by its key',
    statement: 'ALTER TABLE "users" ADD "email" text;',
    line: 4,
  },
  {
    name: 'the table of what has gone',
    statement: 'ALTER TABLE "users" DROP COLUMN "x";',
    line: 2,
  },
  { name: 'none for a table that has gone', statement: 'DROP TABLE "gone";', line: undefined },
])('$name', ({ statement, line }) => {
  expect(lineOfStatement(statement, source)).toBe(line)
})
