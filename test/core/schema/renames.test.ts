import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Catalog, catalogOf, catalogWithin } from '../../support/postgres-catalog.ts'
import { differencesBetween, inShort } from '../../support/postgres-differences.ts'
import { startPostgres, type Postgres } from '../../support/postgres.ts'

const schema = `
  CREATE TYPE state AS ENUM ('open', 'paid');
  CREATE DOMAIN email AS text CHECK (value ~ '@');
  CREATE TABLE users (id serial PRIMARY KEY, mail email UNIQUE, name text CHECK (name <> ''), age int, height int);
  CREATE TABLE orders (id serial PRIMARY KEY, user_id int REFERENCES users (id), state state DEFAULT 'open', note text DEFAULT '"none"');
  CREATE INDEX orders_open ON orders (user_id) WHERE state = 'open';
  CREATE INDEX users_age ON users (age);
  CREATE POLICY own ON users USING (name = current_user);
  CREATE VIEW payers AS SELECT u.name, o.state FROM users u JOIN orders o ON o.user_id = u.id;
  CREATE VIEW adults AS SELECT id, name FROM users WHERE age > 17;
  CREATE FUNCTION older(u users) RETURNS int LANGUAGE sql RETURN u.age + 1;
  CREATE FUNCTION first() RETURNS text LANGUAGE sql AS 'SELECT "name" FROM users';
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
  CREATE TRIGGER stamped BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp()`

let server: Postgres
let client: Client
let declared: Catalog
beforeAll(async () => {
  server = await startPostgres(18)
  const url = await server.createDatabase()
  client = new Client({ connectionString: url })
  await client.connect()
  await client.query(schema)
  declared = await catalogOf(url)
})
afterAll(async () => {
  await client.end()
  await server.stop()
})

async function differencesAfter(sql: string) {
  try {
    await client.query(`BEGIN; ${sql}`)
    return differencesBetween(declared, await catalogWithin(client)).map(inShort)
  } finally {
    await client.query('ROLLBACK')
  }
}

test.for([
  ['ALTER TABLE orders RENAME TO purchases', ['changed table orders: name']],
  ['ALTER TABLE users RENAME TO "user"', ['changed table users: name']],
  ['ALTER TABLE users RENAME COLUMN name TO nick', ['changed column name: name']],
  ['ALTER TABLE users RENAME COLUMN name TO "order"', ['changed column name: name']],
  ['ALTER TABLE users RENAME COLUMN id TO no', ['changed column id: name']],
  ['ALTER INDEX orders_open RENAME TO orders_of_users', ['changed index orders_open: name']],
  [
    'ALTER TABLE users RENAME CONSTRAINT users_pkey TO users_pk',
    ['changed constraint users_pkey: name'],
  ],
  [
    'ALTER TABLE users RENAME CONSTRAINT users_name_check TO named',
    ['changed constraint users_name_check: name'],
  ],
  ['ALTER TYPE state RENAME TO order_state', ['changed enum state: name']],
  ['ALTER DOMAIN email RENAME TO mail', ['changed domain email: name']],
  ['ALTER VIEW adults RENAME TO grown_ups', ['changed view adults: name']],
  ['ALTER TRIGGER stamped ON users RENAME TO stamps', ['changed trigger stamped: name']],
  ['ALTER POLICY own ON users RENAME TO mine', ['changed policy own: name']],
  ['ALTER FUNCTION stamp() RENAME TO touch', ['changed function stamp(): name']],
  [
    'ALTER TYPE state RENAME TO st; ALTER TABLE orders RENAME TO buys; ALTER TABLE users RENAME height TO cm',
    ['changed table orders: name', 'changed enum state: name', 'changed column height: name'],
  ],
] as const)('%s', async ([sql, expected]) => {
  expect(await differencesAfter(sql)).toEqual(expected)
})

test.for([
  {
    name: 'two columns alike',
    sql: 'ALTER TABLE users RENAME COLUMN age TO a; ALTER TABLE users RENAME COLUMN height TO b; DROP INDEX users_age',
  },
  {
    name: 'a column that is not alike',
    sql: 'ALTER TABLE orders DROP note, ADD remark varchar(9)',
  },
  {
    name: 'an index on another column',
    sql: 'DROP INDEX users_age; CREATE INDEX users_old ON users (height)',
  },
  {
    name: 'an enum with other values',
    sql: "CREATE TYPE st AS ENUM ('open'); ALTER TABLE orders DROP state CASCADE; DROP TYPE state",
  },
  {
    name: 'a table with the same columns but one, and a key of its own',
    sql: "DROP TABLE orders CASCADE; CREATE TABLE buys (id serial PRIMARY KEY, user_id int REFERENCES users (id), state state DEFAULT 'open')",
  },
  {
    name: 'a table of its own under whose key is the old name',
    sql: 'DROP TABLE orders CASCADE; CREATE TABLE sessions (token uuid CONSTRAINT orders_pkey PRIMARY KEY)',
  },
  {
    name: 'a table with an index of that name and few columns alike',
    sql: 'DROP TABLE users CASCADE; CREATE TABLE logins (id serial, age int, at date, place text); CREATE INDEX users_age ON logins (age)',
  },
  {
    name: 'a table that is partitioned now',
    sql: "DROP TABLE orders CASCADE; CREATE TABLE buys (id serial CONSTRAINT orders_pkey PRIMARY KEY, user_id int, state state DEFAULT 'open') PARTITION BY HASH (id)",
  },
  {
    name: 'two tables with an index each of the one that is gone',
    sql: 'DROP TABLE users CASCADE; CREATE TABLE one (id serial CONSTRAINT users_pkey PRIMARY KEY, mail email, name text); CREATE TABLE two (age int, mail email, name text); CREATE INDEX users_age ON two (age)',
  },
  {
    name: 'a table with a check of the same name',
    sql: "DROP TABLE users CASCADE; CREATE TABLE people (name text CONSTRAINT users_name_check CHECK (name <> ''))",
  },
  { name: 'an extension', sql: 'CREATE EXTENSION citext' },
  { name: 'a schema', sql: 'CREATE SCHEMA other' },
])('no guess: $name', async ({ sql }) => {
  const differences = await differencesAfter(sql)
  expect(differences).not.toEqual([])
  expect(differences.filter((text) => text.endsWith(': name'))).toEqual([])
})

test('what else was changed in a renamed table is told as it is', async () => {
  expect(
    await differencesAfter(
      'ALTER TABLE orders RENAME TO buys; CREATE INDEX more ON buys (note); ALTER TABLE buys DROP CONSTRAINT orders_pkey',
    ),
  ).toEqual(['changed table orders: name', 'lacking constraint orders_pkey', 'extra index more'])
})

test.for([
  {
    name: 'with a column more',
    sql: 'ALTER TABLE orders RENAME TO buys; ALTER TABLE buys ADD extra int',
    expected: ['changed table orders: name', 'extra column extra'],
  },
  {
    name: 'with a column less, and one of another type',
    sql: 'ALTER TABLE users RENAME TO people; ALTER TABLE people DROP height, ALTER mail TYPE text',
    expected: ['changed table users: name', 'lacking column height', 'changed column mail: type'],
  },
  {
    name: 'known by its other index',
    sql: 'ALTER TABLE orders RENAME TO buys; ALTER TABLE buys DROP CONSTRAINT orders_pkey, ADD extra int',
    expected: [
      'changed table orders: name',
      'extra column extra',
      'lacking constraint orders_pkey',
    ],
  },
  {
    name: 'and another one',
    sql: 'ALTER TABLE orders RENAME TO buys; ALTER TABLE buys ADD extra int; ALTER TABLE users RENAME TO people; ALTER TABLE people ADD more int',
    expected: [
      'changed table orders: name',
      'extra column extra',
      'changed table users: name',
      'extra column more',
    ],
  },
])('a renamed table is known by its indexes: $name', async ({ sql, expected }) => {
  expect(await differencesAfter(sql)).toEqual(expected)
})

test('what differs in a renamed table is no part of a view that has its old name', async () => {
  expect(
    await differencesAfter(
      'ALTER TABLE orders RENAME TO buys; ALTER TABLE buys ADD extra int; CREATE INDEX more ON buys (note); CREATE VIEW orders AS SELECT id FROM buys',
    ),
  ).toEqual([
    'changed table orders: name',
    'extra view orders',
    'extra column extra',
    'extra index more',
  ])
})

test.for([
  {
    name: 'quotes in a literal',
    sql: "ALTER TABLE users RENAME height TO cm; ALTER TABLE orders ALTER note SET DEFAULT 'none'",
    expected: ['changed column note: default', 'changed column height: name'],
  },
  {
    name: 'quotes in a body',
    sql: "ALTER TABLE users RENAME height TO cm; CREATE OR REPLACE FUNCTION first() RETURNS text LANGUAGE sql AS 'SELECT name FROM users'",
    expected: ['changed function first(): body', 'changed column height: name'],
  },
  {
    name: 'a body that was written anew for it',
    sql: `ALTER TABLE users RENAME TO people; CREATE OR REPLACE FUNCTION first() RETURNS text LANGUAGE sql AS 'SELECT "name" FROM people'`,
    expected: ['changed function first(): body', 'changed table users: name'],
  },
  {
    name: 'a literal of another name',
    sql: `ALTER TABLE orders RENAME note TO remark; ALTER TABLE orders ALTER remark SET DEFAULT 'none'`,
    expected: ['lacking column note', 'extra column remark'],
  },
])('a rename does not hide $name', async ({ sql, expected }) => {
  expect(await differencesAfter(sql)).toEqual(expected)
})
