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
  return probe.map((url, index) => ({
    url: checkedUrl(url),
    expect: parseStatus(expect[index] ?? expect[0] ?? '200'),
  }))
}

function checkedUrl(url: string): string {
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url
  throw new UserError('--probe takes an address that begins with http:// or https://.')
}

function parseStatus(text: string): number {
  if (/^[1-5]\d\d$/.test(text)) return Number(text)
  throw new UserError(`--expect ${JSON.stringify(text)} is no HTTP status, such as 200.`)
}
