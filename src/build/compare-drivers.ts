import { type NeonDriver, transact } from '../io/neon-driver.ts'

/**
 * Runs two drivers through all that Neon's HTTP, the network and a connection string can do to a
 * check, and gives the names of the cases in which their requests or their outcomes differ.
 */
export async function compareDrivers(
  one: NeonDriver,
  other: NeonDriver,
): Promise<readonly string[]> {
  const differing: string[] = []
  for (const [name, { href = usualHref, answer }] of Object.entries(cases)) {
    if ((await run(one, href, answer)) !== (await run(other, href, answer))) differing.push(name)
  }
  return differing
}

interface Case {
  readonly href?: string
  readonly answer: () => Response
}

const usualHref = 'postgresql://monitor:p%40ss%2Fword@ep-some-1.us-east-2.aws.neon.tech/app'

const queries = [
  { text: 'SELECT 1' },
  { text: 'SELECT $1::text, $2::text', params: [`ü "quoted" \\back\\ {1,2}`, ''] },
]

function results(change: Readonly<Record<string, unknown>> = {}): Response {
  const field = (name: string, dataTypeID: number) => ({ name, dataTypeID, format: 'text' })
  const first = { fields: [field('a', 23)], rows: [['1']], rowCount: 1, command: 'SELECT' }
  const fields = [field('same', 20), field('same', 1184), field('c', 3802)]
  const rows = [
    ['9007199254740993', '2026-01-01 00:00:00+00', '{"a": 1}'],
    [null, null, null],
  ]
  return Response.json({ results: [first, { fields, rows, rowCount: 2, ...change }] })
}

/** All that Neon tells of an SQL error, and more. */
const sqlError = {
  message: 'relation "x" does not exist',
  ...Object.fromEntries(
    'severity code detail hint position internalPosition internalQuery where schema table column dataType constraint file line routine neon:retryable'
      .split(' ')
      .map((name) => [name, `the ${name}`]),
  ),
}

const cases: Readonly<Record<string, Case>> = {
  'an answer': { answer: () => results() },
  'an answer without rows': { answer: () => results({ rows: [], rowCount: 0 }) },
  'a result without its rows': { answer: () => results({ rows: null }) },
  'a result without its fields': { answer: () => results({ fields: undefined }) },
  'a result that is null': { answer: () => Response.json({ results: [null, null] }) },
  'JSON of another kind': { answer: () => Response.json({ result: [] }) },
  'JSON that is cut off': { answer: () => new Response('{"results": [') },
  'no JSON': { answer: () => new Response('<html>Sign in</html>') },
  'an SQL error': { answer: () => Response.json(sqlError, { status: 400 }) },
  'an SQL error without fields': { answer: () => Response.json({}, { status: 400 }) },
  'a 400 that is no JSON': { answer: () => new Response('<html>', { status: 400 }) },
  'a used-up quota': { answer: () => Response.json({ message: 'quota' }, { status: 402 }) },
  'a server error': { answer: () => new Response('Control plane', { status: 500 }) },
  'no network': {
    answer: () => {
      throw new TypeError('fetch failed')
    },
  },
  'a pooler and parameters': {
    href: 'postgres://a:b@ep-some-1-pooler.eu-central-1.aws.neon.tech:5433/d%20b?sslmode=require&application_name=mine',
    answer: () => results(),
  },
  'a connection string that is no URL': { href: 'no url', answer: () => results() },
  'a connection string of another kind': { href: 'mysql://a:b@c/d', answer: () => results() },
  'a connection string without a user': { href: 'postgres://c.d/e', answer: () => results() },
  'a connection string without a database': { href: 'postgres://a:b@c.d', answer: () => results() },
}

/** The requests that a driver makes, and what comes of them, as one comparable text. */
async function run(driver: NeonDriver, href: string, answer: () => Response): Promise<string> {
  const requests: unknown[] = []
  const ask = async (url: string, init: RequestInit) => {
    requests.push({ url, init })
    return answer()
  }
  const result = await transact(driver, href, queries, ask).catch((error: unknown) =>
    error instanceof Error ? [error.name, error.message, ...Object.entries(error)] : error,
  )
  return JSON.stringify({ requests, result, isReset: driver.neonConfig.fetchFunction !== ask })
}
