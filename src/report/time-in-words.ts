const minuteMs = 60 * 1000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** The mean month and year of the Gregorian calendar. */
const monthMs = 30.436875 * dayMs
const yearMs = 365.2425 * dayMs

/** The furthest time from the epoch that a Date can hold (ECMA-262). */
const furthestMs = 8.64e15

/** `2025-11-26 22:12 UTC, 3 months ago`; `undefined` where no calendar reaches. */
export function timeInWords(ms: number, now: number): string | undefined {
  if (!(Math.abs(ms) <= furthestMs)) return undefined
  return `${utc(ms)}, ${distanceInWords(ms, now)}`
}

/** `2025-11-26 22:12`, in UTC; `undefined` where no calendar reaches. */
export function minuteOf(ms: number): string | undefined {
  return Math.abs(ms) <= furthestMs ? utc(ms).replace(/ UTC$/, '') : undefined
}

/** `less than a minute`, `5 minutes`, `3 months`: whole units, rounded down. */
export function durationInWords(ms: number): string {
  if (ms < minuteMs) return 'less than a minute'
  const units = [
    // Each unit is used from twice its size on, so that what is rounded off stays small.
    ['year', yearMs],
    ['month', monthMs],
    ['day', dayMs],
    ['hour', hourMs],
  ] as const
  const [name, size] = units.find((unit) => ms >= 2 * unit[1]) ?? ['minute', minuteMs]
  return plural(Math.floor(ms / size), name)
}

/** `1 row`, `2 rows`. */
export function plural(count: number, one: string, many = pluralOf(one)): string {
  return `${count} ${count === 1 ? one : many}`
}

/** Of a regular noun: `indexes`, `policies`, `views`. */
export function pluralOf(one: string): string {
  if (/[^aeiou]y$/.test(one)) return `${one.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(one) ? `${one}es` : `${one}s`
}

function utc(ms: number): string {
  const iso = new Date(ms).toISOString()
  return `${iso.slice(0, iso.indexOf('T'))} ${iso.slice(-13, -8)} UTC`
}

function distanceInWords(ms: number, now: number): string {
  const distance = Math.abs(now - ms)
  if (distance < minuteMs) return 'just now'
  return ms < now ? `${durationInWords(distance)} ago` : `in ${durationInWords(distance)}`
}
