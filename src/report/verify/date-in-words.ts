/** A time as people and journals both know it. */
export function dateInWords(when: number): string {
  const date = new Date(when)
  const text = Number.isNaN(date.getTime()) ? 'out of all calendars' : date.toISOString()
  return `${text.replace(/\.\d+Z$/, 'Z')} ("when" ${when})`
}
