import { UserError } from '../../io/errors.ts'
import type { Probe } from '../../io/migrate/probe.ts'

/** What `--probe` and `--expect` come to: one status for all probes, or one for each. */
export function parseProbes({
  probe,
  expect,
}: {
  readonly probe: readonly string[]
  readonly expect: readonly string[]
}): readonly Probe[] {
  if (expect.length > 1 && expect.length !== probe.length) {
    throw new UserError(
      `--expect is given ${expect.length} times for ${probe.length} probes: give it once for all of them, or once for each.`,
    )
  }
  if (expect.length > 0 && probe.length === 0) {
    throw new UserError('--expect says what a --probe has to answer, and there is no --probe.')
  }
  const urls = probe.map(checkedUrl)
  return urls.map((url, index) => ({
    url: url.href,
    name: nameOf(url, index, urls),
    expect: parseStatus(expect[index] ?? expect[0] ?? '200'),
  }))
}

/** Throws a `UserError` that quotes nothing of what may be secret. */
function checkedUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UserError('--probe takes an address that begins with http:// or https://.')
  }
  if (url.username === '' && url.password === '') return url
  throw new UserError(
    `The --probe of ${url.pathname} holds a user name or a password, which are not sent. Take them out of it, and set DRIFTWATCH_PROBE_TOKEN in the environment: it is sent as a bearer token.`,
  )
}

const places = ['first', 'second', 'third'] as const

/** Its path; with its place among those of one path, as a proof shows no host. */
function nameOf({ pathname }: URL, index: number, urls: readonly URL[]): string {
  const isSame = (other: URL) => other.pathname === pathname
  if (urls.filter(isSame).length === 1) return pathname
  const before = urls.slice(0, index).filter(isSame).length
  const place = places[before]
  return `${pathname} (${place === undefined ? `number ${before + 1}` : `the ${place}`})`
}

function parseStatus(text: string): number {
  if (/^[1-5]\d\d$/.test(text)) return Number(text)
  throw new UserError(`--expect ${JSON.stringify(text)} is no HTTP status, such as 200.`)
}
