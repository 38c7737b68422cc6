import * as z from 'zod/mini'
import { quoteLiteral } from '../replay/replay-database.ts'

/** A column that takes a value. */
export const Column = z.object({
  schema: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string(),
  /** As `type`, of a domain the one below it. */
  base: z.string(),
  category: z.string(),
  label: z.nullable(z.string()),
  takesNull: z.boolean(),
})
export type Column = z.infer<typeof Column>

/** A check may want an address, a short word or none. */
export const texts = ['a', 'b', 'a@example.com', '1', 'https://example.com', '']

/** A value that the column's type takes: another one in each round. */
export function plainValue({ type, category, label }: Column, round: number): string | undefined {
  const text = valueText(category, type, label, round)
  return text === undefined ? undefined : `${quoteLiteral(text)}::${type}`
}

/** NULL, where the column takes it. */
export function asNull({ takesNull }: Column): string | undefined {
  return takesNull ? 'NULL' : undefined
}

/** What is long or large for the column's type, of those types of which something is. */
export function asExtreme({ type, base, category }: Column): string | undefined {
  const text = category === 'S' ? longText(base) : extremes[base.replace(/\(.*\)/, '')]?.(base)
  return text === undefined ? undefined : `${quoteLiteral(text)}::${type}`
}

/** Longer than what people limit columns to, where the type has no limit of its own. */
function longText(type: string): string | undefined {
  const length = /^character.*\((\d+)\)$/.exec(type)?.[1] ?? '10000'
  return /^(text|character varying|character\(|citext)/.test(type)
    ? 'x'.repeat(Number(length))
    : undefined
}

const extremes: Readonly<Record<string, (type: string) => string>> = {
  smallint: () => '32767',
  integer: () => '2147483647',
  bigint: () => '9223372036854775807',
  numeric(type) {
    const [, precision = '30', scale = '0'] = /\((\d+),(\d+)\)/.exec(type) ?? []
    const whole = '9'.repeat(Math.max(0, Number(precision) - Number(scale)))
    return `${whole || '0'}.${'9'.repeat(Number(scale)) || '0'}`
  },
  real: () => '1e30',
  'double precision': () => '1e300',
  date: () => '9999-12-31',
  'timestamp without time zone': () => '9999-12-31',
  'timestamp with time zone': () => '9999-12-31',
}

function valueText(
  category: string,
  type: string,
  label: string | null,
  round: number,
): string | undefined {
  if (label !== null) return label
  switch (category) {
    case 'N':
      return String(round + 1)
    case 'S':
      return texts[round] ?? String(round)
    case 'B':
      return 'true'
    case 'D':
      return type.startsWith('time ') ? '10:00' : `2026-01-0${round + 1}`
    case 'T':
      return `${round + 1} days`
    case 'A':
      return '{}'
    case 'I':
      return `10.0.0.${round + 1}`
    case 'V':
      return '1'
    default:
      if (type === 'uuid') return `00000000-0000-4000-8000-00000000000${round}`
      return /^jsonb?$/.test(type) ? '{}' : type === 'bytea' ? '\\x00' : undefined
  }
}
