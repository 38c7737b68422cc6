import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultLedgerTable as ledger } from '../../../src/core/ledger.ts'
import { type DeclaredSchema, linesAfter } from '../../../src/core/schema/declared-schema.ts'
import { parseConnectionString } from '../../../src/io/connection-string.ts'
import { UserError } from '../../../src/io/errors.ts'
import { neonPrelude } from '../../../src/io/replay/neon-prelude.ts'
import { openPglite } from '../../../src/io/replay/open-pglite.ts'
import { replayHistory } from '../../../src/io/replay/replay-history.ts'
import { replayServer } from '../../../src/io/replay/replay-server.ts'
import { type Postgres, startPostgres } from '../../support/postgres.ts'

let server: Postgres
beforeAll(async () => {
  server = await startPostgres(18)
})
afterAll(() => server.stop())

const scriptsOf = (texts: readonly string[], name = 'm') =>
  texts.map((sql, index) => ({ file: `${name}/000${index}.sql`, sql }))

async function replayed(texts: readonly string[], given: readonly string[] = []) {
  const migrations = scriptsOf(texts)
  const prelude = scriptsOf(given, 'prelude')
  const preludes = [...neonPrelude(ledger, [...prelude, ...migrations]), ...prelude]
  const target = replayServer(parseConnectionString(server.url(), 'url'), [
    ...preludes,
    ...migrations,
  ])
  try {
    return await replayHistory(await target.start(), { preludes, migrations, ledger })
  } finally {
    await target.close()
  }
}

/** What each step adds and takes, in few words: `+table a -column a.i`. */
function told({ steps }: DeclaredSchema): string[] {
  return steps.map((step) =>
    step
      .split('\n')
      .map((line) => {
        const [type = '', , table = '', name = ''] = line.split('\t')
        return [type, table === '' ? name : `${table}.${name}`].join(' ').trim()
      })
      .join(' '),
  )
}

const everything = async () => {
  const [row] = await server.query(
    `SELECT (SELECT array_agg(datname::text ORDER BY 1) FROM pg_database) AS databases,
       (SELECT array_agg(rolname::text ORDER BY 1) FROM pg_roles) AS roles`,
  )
  return row
}

describe('a history', () => {
  test.for([
    {
      name: 'changes what each migration changes',
      run: ['CREATE TABLE a (i int); CREATE TABLE b (i int)', 'DROP TABLE b', 'SELECT 1;'],
      steps: ['+column a.i +column b.i +table a +table b', '-column b.i -table b', ''],
    },
    {
      name: 'is split at breakpoints, and may hold nothing',
      run: ['CREATE TABLE a ()--> statement-breakpoint\nCREATE TABLE b ()', '', '-- nothing'],
      steps: ['+table a +table b', '', ''],
    },
    {
      name: 'runs a migration in one transaction',
      run: [
        'CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1 AS x;--> statement-breakpoint\nCREATE TABLE a AS TABLE t',
      ],
      steps: ['+column a.x +table a'],
    },
    {
      name: 'runs outside of one what cannot be within, however many statements there are',
      run: [
        'CREATE TABLE "ü" (i int); CREATE INDEX CONCURRENTLY x ON "ü" (i); CREATE INDEX y ON "ü" (i)',
        'VACUUM',
      ],
      steps: ['+column ü.i +index ü.x +index ü.y +table ü', ''],
    },
    {
      name: 'may use a new value of an enum in the migration that adds it, and in the next',
      run: [
        "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (e e)",
        "ALTER TYPE e ADD VALUE 'b'; INSERT INTO t VALUES ('b')",
        "ALTER TABLE t ALTER e SET DEFAULT 'b'",
      ],
      steps: ['+column t.e +enum e +table t', '-enum e +enum e', '-column t.e +column t.e'],
    },
    {
      name: 'may commit in the middle of a file',
      run: [
        'CREATE TABLE a (i int); COMMIT; CREATE INDEX CONCURRENTLY x ON a (i); BEGIN',
        'CREATE TABLE b ()',
      ],
      steps: ['+column a.i +index a.x +table a', '+table b'],
    },
    {
      name: 'may call a procedure that commits',
      run: [
        'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE a (); COMMIT; END $$',
        'CALL p()',
      ],
      steps: ['+function p()', '+table a'],
    },
    {
      name: 'leaves nothing of a session to the next migration',
      run: [
        "SELECT set_config('search_path', '', false); SET ROLE authenticated; PREPARE x AS SELECT 1",
        'CREATE TEMP TABLE k (); DISCARD ALL',
        'DEALLOCATE ALL; CREATE TEMP TABLE k (); CREATE TABLE a ()',
      ],
      steps: ['', '', '+table a'],
    },
    {
      name: 'may begin a file with a BOM, and name the ledger',
      run: ['\uFEFFALTER TABLE drizzle.__drizzle_migrations ENABLE ROW LEVEL SECURITY'],
      steps: [''],
    },
    {
      name: 'finds the roles and the sign-in of Neon',
      run: [
        'CREATE TABLE a (i text); CREATE POLICY p ON a TO authenticated, anonymous USING ((select auth.user_id() = i))',
      ],
      steps: ['+column a.i +policy a.p +table a'],
    },
    {
      name: 'may make a schema auth of its own',
      run: ['CREATE SCHEMA "auth"; CREATE FUNCTION auth.user_id() RETURNS int RETURN 1'],
      steps: ['+function user_id() +schema auth'],
    },
    {
      name: 'finds what a prelude makes',
      prelude: [
        'CREATE ROLE app; CREATE SCHEMA storage; CREATE TABLE storage.objects (id int PRIMARY KEY)',
      ],
      run: ['CREATE TABLE a (o int REFERENCES storage.objects); GRANT SELECT ON a TO app'],
      steps: ['+column a.o +constraint a.a_o_fkey +table a'],
    },
  ])('$name', async ({ run, prelude = [], steps }) => {
    const before = await everything()
    expect(told(await replayed(run, prelude))).toEqual(steps)
    expect(await everything()).toEqual(before)
  })

  test('keeps apart what was there before the first migration', async () => {
    const schema = await replayed(['CREATE TABLE a ()'], ['CREATE SCHEMA storage'])
    expect(schema.provided).toContain('schema\t\t\tstorage')
    expect([...linesAfter(schema, 1)]).toEqual(['table\tpublic\t\ta'])
    expect(schema.serverVersion).toMatch(/^18\.\d+$/)
  })
})

describe('a migration that fails is shown', () => {
  const roleSql = 'CREATE TABLE a ();\n\nCREATE POLICY p ON a TO app USING (true)'
  const body = Array.from({ length: 30 }, (_, line) => `  c${line} int,`).join('\n')
  test.for([
    {
      name: 'by its line and statement',
      run: [roleSql],
      says: [
        'm/0000.sql cannot',
        'of line 3',
        'role "app" does not exist',
        '\n    CREATE POLICY p',
        '--prelude',
      ],
    },
    {
      name: 'around the fault in a long statement',
      run: [`CREATE TABLE a (\n${body}\n  x nonsense,\n  y int\n)`],
      says: ['of line 32', '    …\n', 'x nonsense', '--prelude'],
    },
    {
      name: 'with its text where it is no SQL',
      run: ['CREATE TABLE a ();\nCREAT TABLE b ()'],
      says: ['of line 2', 'syntax error', 'CREAT TABLE b ()'],
    },
    {
      name: 'with a way out for what the host provides',
      run: ['CREATE TABLE a (i int REFERENCES auth.users)'],
      says: ['schema "auth" does not exist', 'The schema comes from the host', '--prelude'],
    },
    {
      name: 'with a way out for an extension',
      run: ['CREATE EXTENSION postgis'],
      says: ['"postgis" is not available', '--replay-on', '--prelude', '--ledger-only'],
    },
    {
      name: 'as one too many where the object is there',
      run: ['CREATE TABLE a ()', 'CREATE TABLE b ();--> statement-breakpoint\nCREATE TABLE a ()'],
      says: ['m/0001.sql', 'of line 2', 'already exists', 'is not what made your databases'],
    },
    {
      name: 'when it is committed',
      run: [
        'CREATE TABLE a (i int PRIMARY KEY, b int REFERENCES a DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1, 2)',
      ],
      says: ['of line 2', 'violates foreign key', 'may need rows that only your databases have'],
    },
    {
      name: 'that waits for rows',
      run: ['CREATE TABLE a (i int);\nCOPY a FROM STDIN;'],
      says: ['COPY FROM STDIN', 'as INSERT'],
    },
    {
      name: 'after it committed a part',
      run: ['CREATE TABLE a (); COMMIT; CREATE TABLE b ();\nCREATE TABLE a ()'],
      says: ['of line 2', '"a" already exists'],
    },
  ])('$name', async ({ run, says }) => {
    const before = await everything()
    const error = await replayed(run).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UserError)
    for (const words of says) expect(String(error)).toContain(words)
    expect(await everything()).toEqual(before)
  })
})

describe('in the embedded PostgreSQL', () => {
  test('a history makes the same as in a real one', async () => {
    const history = [
      'CREATE TABLE a (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, at timestamptz DEFAULT now())',
      'CREATE VIEW v AS SELECT id FROM a; CREATE INDEX CONCURRENTLY x ON a (lower(id::text))',
      'CREATE POLICY p ON a TO authenticated USING (auth.user_id() = id::text)',
    ]
    const migrations = scriptsOf(history)
    const preludes = neonPrelude(ledger, migrations)
    const database = await openPglite(migrations)
    const embedded = await replayHistory(database, { preludes, migrations, ledger })
    await database.close()
    const real = await replayed(history)
    expect({ ...embedded, serverVersion: '' }).toEqual({ ...real, serverVersion: '' })
  })

  test('the extensions that come with it are there', async () => {
    const migrations = scriptsOf([
      'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; create extension citext; CREATE EXTENSION vector; CREATE EXTENSION earthdistance CASCADE; CREATE TABLE a (v vector(3))',
    ])
    const database = await openPglite(migrations)
    const { steps } = await replayHistory(database, { preludes: [], migrations, ledger })
    await database.close()
    expect(steps[0]).toContain('type=public.vector(3)')
    for (const name of ['uuid-ossp', 'citext', 'cube', 'earthdistance']) {
      expect(steps[0]).toContain(`+extension\t\t\t${name}\t`)
    }
  })
})
