import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseSettings } from '../../src/worker/settings.ts'

const bindings = ['STATUS', 'TARGET', 'API_LIMIT']
/** What `secret` of a target says; no setting by itself. */
const secret = 'DATABASE_URL'
const whole = {
  TARGETS: [{ name: 'app', secret }],
  [secret]: 'postgresql://canary',
  SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/canary',
}

const readme = await readFile(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8')
const [, table = ''] = readme.split('## Settings\n')
const rows = [...table.matchAll(/^\| `([A-Z_]+)`[^|]*\|([^|]*)\|(.*)\|$/gm)].map(
  ([, name = '', column = '', text = '']) => ({ name, column: column.trim(), text }),
)

test('the README tells all settings, and no others', () => {
  const asked = new Set<string>()
  const env = new Proxy<Record<string, unknown>>(whole, {
    get(target, name) {
      asked.add(String(name))
      return Reflect.get(target, name)
    },
  })
  parseSettings(env)
  const settings = [...asked].filter((name) => !bindings.includes(name))
  expect(rows.map(({ name }) => name).toSorted()).toEqual(settings.toSorted())
})

const defaults = rows.filter(({ column }) => column.startsWith('`'))

test.for(defaults)('$name is $column unless given', ({ name, column }) => {
  const given = parseSettings({ ...whole, [name]: column.replaceAll('`', '') })
  expect(given).toEqual(parseSettings(whole))
  expect(given.problems).toEqual([])
})

const most = rows.flatMap(({ name, text }) =>
  [...text.matchAll(/at most `(\w+)`/g)].map(([, limit = '']) => ({ name, limit })),
)

test.for(most)('$name takes at most $limit', ({ name, limit }) => {
  expect(parseSettings({ ...whole, [name]: limit }).problems).toEqual([])
  const more = limit.replace(/\d+/, (amount) => String(Number(amount) + 1))
  expect(parseSettings({ ...whole, [name]: more }).problems).toHaveLength(1)
})

test.for(rows.filter(({ column }) => column.includes('required')))(
  'without $name something is wrong',
  ({ name }) => {
    const { [name]: _, ...rest }: Record<string, unknown> = whole
    expect(parseSettings(rest).problems).toHaveLength(1)
  },
)

test('the defaults and limits are found', () => {
  expect([defaults.length, most.length]).toEqual([4, 4])
})
