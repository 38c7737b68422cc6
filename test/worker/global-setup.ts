import { createServer } from 'node:http'
import type { TestProject } from 'vitest/node'
import * as z from 'zod/mini'
import { readBody } from '../support/local-server.ts'
import { startNeonBridge } from '../support/neon-bridge.ts'
import { startPostgres } from '../support/postgres.ts'
import { startSlackReceiver } from '../support/slack-receiver.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly controlUrl: string
    readonly neonEndpoint: string
    readonly webhookUrl: string
    readonly heartbeatUrl: string
    readonly databaseUrl: string
  }
}

/** Easy to find in whatever it must not appear in. */
const monitorPassword = 'canary-Pa55word'

const Call = z.object({ object: z.string(), method: z.string(), args: z.array(z.unknown()) })

/** What the Worker talks to, for real, and a way for tests inside workerd to direct it. */
export default async function setup(project: TestProject) {
  const postgres = await startPostgres(18)
  await postgres.createDatabase('app')
  await postgres.query(
    `CREATE ROLE drift_monitor LOGIN PASSWORD '${monitorPassword}'; ALTER ROLE drift_monitor SET search_path = pg_catalog`,
  )
  const bridge = await startNeonBridge(postgres)
  const slack = await startSlackReceiver()
  const heartbeats: string[] = []
  const objects: Readonly<Record<string, object>> = {
    postgres,
    bridge,
    slack,
    heartbeat: { count: () => heartbeats.length },
  }

  const control = createServer((request, response) => {
    const handle = async () => {
      if (request.url === '/heartbeat') {
        heartbeats.push(new Date().toISOString())
        return 'OK'
      }
      const { object, method, args } = Call.parse(JSON.parse((await readBody(request, 1e7)) ?? ''))
      const call: unknown = Reflect.get(objects[object] ?? {}, method)
      if (typeof call !== 'function') throw new Error(`No ${object}.${method}`)
      return { result: (await call(...args)) ?? null }
    }
    handle().then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => response.end(JSON.stringify({ error: String(error) })),
    )
  })
  await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
  const address = control.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  project.provide('controlUrl', `http://127.0.0.1:${port}/control`)
  project.provide('heartbeatUrl', `http://127.0.0.1:${port}/heartbeat`)
  const host = 'ep-quiet-canary-123456.us-east-2.aws.neon.tech'
  project.provide(
    'databaseUrl',
    `postgresql://drift_monitor:${monitorPassword}@${host}/app?sslmode=require`,
  )
  project.provide('neonEndpoint', bridge.endpoint)
  project.provide('webhookUrl', slack.url)

  return async () => {
    await new Promise((resolve) => control.close(resolve))
    await slack.stop()
    await bridge.stop()
    await postgres.stop()
  }
}
