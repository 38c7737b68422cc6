import { Hono } from 'hono/tiny'
import type { Tick } from '../core/incident/transitions.ts'
import type { Env } from './env.ts'
import { log } from './log.ts'
import { testAlert } from './notify.ts'
import { isUp, type PublicStatus, statusOf, worstOf } from './public-status.ts'
import { asksTooOften, limitedForSeconds } from './rate-limit.ts'
import { readHistoryOf, readReportOf, readReports, readSummary } from './read-published.ts'
import { withSecureHeaders } from './secure-headers.ts'
import { type ParsedSettings, settingsOf } from './settings.ts'
import { isAuthorized } from './token.ts'

type App = { Bindings: Env; Variables: { parsed: ParsedSettings } }

/** How long uptime checkers are asked to wait before they look again, in seconds. */
const retryAfterSeconds = '60'

/** The Worker's routes: they read KV, and only a POST with the token reaches a database. */
export function routes(): Hono<App> {
  const app = new Hono<App>()
  app.use(withSecureHeaders)
  app.get('/livez', (c) => c.text('ok\n', 200, { 'cache-control': 'no-store' }))

  app.use(async (c, next) => {
    c.set('parsed', settingsOf(c.env))
    await next()
  })

  app.get('/', (c) =>
    c.text(
      [
        'Driftwatch: is the database that production runs on the one that the repository describes?',
        '',
        '/status          for uptime checks: 200 in sync or with warnings, 503 otherwise',
        '/status/:target  the same for one target',
        '/livez           whether the Worker answers',
        '',
      ].join('\n'),
    ),
  )

  app.get('/status', async (c) => {
    const { settings, problems } = c.var.parsed
    const reports = await readReports(
      c.env.STATUS,
      settings.targets.map(({ name }) => name),
    )
    const statuses = [...reports.values()].map((report) =>
      statusOf(report, Date.now(), settings.policy.intervalMs),
    )
    return answer(worstOf(statuses), problems)
  })

  app.get('/status/:target', async (c) => {
    const { settings, sharedProblems } = c.var.parsed
    const target = settings.targets.find(({ name }) => name === c.req.param('target'))
    if (target === undefined) return unknownTarget()
    const report = await readReportOf(c.env.STATUS, target.name)
    const status = statusOf(report, Date.now(), settings.policy.intervalMs)
    return answer(status, [...sharedProblems, ...target.problems])
  })

  app.use('/api/*', async (c, next) => {
    if (!(await asksTooOften(c.req.raw, c.env.API_LIMIT))) return next()
    return c.json({ error: 'too many requests' }, 429, {
      'cache-control': 'no-store',
      'retry-after': String(limitedForSeconds),
    })
  })

  app.use('/api/*', async (c, next) => {
    if (await isAuthorized(c.req.raw, c.var.parsed.settings.apiToken)) return next()
    return c.json({ error: 'unauthorized' }, 401, {
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer',
    })
  })

  app.get('/api/summary', async (c) => {
    const summary = await readSummary(c.env.STATUS)
    if (summary === undefined) return details({ error: 'The summary cannot be read from KV' }, 503)
    return summary === null ? details({ error: 'The cron did not run yet' }, 404) : details(summary)
  })

  app.use('/api/targets/:target/*', async (c, next) => {
    const { targets } = c.var.parsed.settings
    if (targets.some(({ name }) => name === c.req.param('target'))) return next()
    return unknownTarget()
  })

  app.get('/api/targets/:target/verdict', async (c) => {
    const report = await readReportOf(c.env.STATUS, c.req.param('target'))
    if (report === undefined) return details({ error: 'The report cannot be read from KV' }, 503)
    return report === null ? details({ error: 'Not checked yet' }, 404) : details(report)
  })

  app.get('/api/targets/:target/history', async (c) => {
    const history = await readHistoryOf(c.env.STATUS, c.req.param('target'))
    if (history === undefined) return details({ error: 'The history cannot be read from KV' }, 503)
    return details(history ?? [])
  })

  app.post('/api/targets/:target/check', async (c) => {
    const target = c.req.param('target')
    const at = Date.now()
    const slot = Math.floor(at / c.var.parsed.settings.policy.intervalMs)
    const tick: Tick = { at, slot }
    try {
      const { verdict } = await c.env.TARGET.getByName(target).check(target, tick)
      return details(verdict)
    } catch {
      // Whatever it was, the platform's log has the exception; here it could hold anything.
      log({ event: 'store-failed', target })
      return details({ error: 'The check failed; the log of the Worker says why' }, 503)
    }
  })

  app.post('/api/test-alert', async (c) => {
    const delivery = await testAlert(c.var.parsed.settings)
    return delivery.outcome === 'accepted'
      ? details({ delivered: true })
      : details({ delivered: false, ...delivery }, 502)
  })

  refuseOtherMethods(app)
  app.onError((error) => {
    log({ event: 'request-failed', error: error.name })
    return details({ error: 'This is a bug of Driftwatch' }, 500)
  })
  return app
}

/** Answers 405 where a path is known and its method is not; for all routes until now. */
function refuseOtherMethods(app: Hono<App>): void {
  for (const { method, path } of app.routes.filter((route) => route.method !== 'ALL')) {
    const allow = method === 'GET' ? 'GET, HEAD' : method
    app.all(path, (c) => c.text('Method Not Allowed', 405, { allow }))
  }
}

/** The public answer: 200 or 503, cacheable for as long as KV is behind anyway. */
function answer(found: PublicStatus, problems: readonly string[]): Response {
  const status: PublicStatus =
    problems.length > 0 ? { ...found, state: 'misconfigured', problems } : found
  const up = isUp(status.state)
  const headers: Record<string, string> = up
    ? { 'cache-control': 'public, max-age=30' }
    : { 'cache-control': 'no-store', 'retry-after': retryAfterSeconds }
  return Response.json(status, { status: up ? 200 : 503, headers })
}

function details(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}

function unknownTarget(): Response {
  return details({ error: 'unknown target' }, 404)
}
