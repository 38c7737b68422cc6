import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultScript } from './fault-script.ts'
import { readBody, startLocalServer } from './local-server.ts'
import { SqlFailure } from './neon-failure.ts'
import { faultOf, type NeonFault } from './neon-faults.ts'
import { runSql, type SqlAnswer, type SqlOptions } from './neon-sql.ts'
import type { Postgres } from './postgres.ts'

/** A request as the bridge got it. */
export interface BridgeRequest {
  readonly at: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** `slow` answers rightly, so many milliseconds later. */
export type BridgeFault = NeonFault | { readonly slow: number }

export interface NeonBridge {
  /** For the driver: `http://127.0.0.1:<port>/sql`. */
  readonly endpoint: string
  /** How many requests came, failed ones included. */
  readonly count: () => number
  /** How many bytes of JSON it answered to those that went well. */
  readonly answeredBytes: () => number
  /** The last hundred, newest last. */
  readonly requests: () => readonly BridgeRequest[]
  /** Lets so many requests fail; without a number, all until `heal`. */
  readonly fail: (fault: BridgeFault, times?: number) => void
  /** Refuses connections until `heal`. */
  readonly refuse: () => Promise<void>
  readonly heal: () => Promise<void>
  /** Adds a round trip's time to every answer, in milliseconds. */
  readonly delay: (ms: number) => void
  /** Forgets the requests and heals. */
  readonly clear: () => Promise<void>
  readonly stop: () => Promise<void>
}

export interface BridgeOptions {
  /** 10 MiB each, as in the proxy's source, unless given. */
  readonly maxRequestBytes?: number
  readonly maxResponseBytes?: number
}

const tenMiB = 10 * 1024 * 1024

/**
 * Speaks Neon's SQL over HTTP in front of a real PostgreSQL. The connection string's host is
 * ignored; its user, password and database are tried for real.
 */
export async function startNeonBridge(
  postgres: Postgres,
  { maxRequestBytes = tenMiB, maxResponseBytes = tenMiB }: BridgeOptions = {},
): Promise<NeonBridge> {
  const script = faultScript<BridgeFault>()
  let requests: BridgeRequest[] = []
  let count = 0
  let answeredBytes = 0
  let delayMs = 0

  const query = async (request: IncomingMessage, response: ServerResponse, body: string) => {
    const text = request.headers['neon-connection-string']
    if (typeof text !== 'string' || !URL.canParse(text)) {
      throw new SqlFailure(400, { message: 'invalid connection string' })
    }
    let pid: number | undefined
    const cancel = () => {
      if (response.writableFinished || pid === undefined) return
      // The server may be gone before its client is.
      postgres.query('SELECT pg_cancel_backend($1)', [pid]).catch(() => undefined)
    }
    response.on('close', cancel)
    const options = sqlOptions(request.headers, maxResponseBytes)
    const answer = await runSql(new URL(text), postgres.port, body, options, (id) => (pid = id))
    response.off('close', cancel)
    return answer
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, maxRequestBytes)
    count += 1
    const record = { at: Date.now(), headers: request.headers, body: body ?? '' }
    requests = [...requests.slice(-99), record]
    await sleep(delayMs)
    response.setHeader('neon-request-id', randomUUID())
    response.setHeader('access-control-allow-origin', '*')
    if (request.url !== '/sql' || request.method !== 'POST') {
      response.writeHead(404).end()
      return
    }
    const fault = script.next()
    if (typeof fault === 'object') await sleep(fault.slow)
    const broken = typeof fault === 'string' ? faultOf(fault) : undefined
    if (broken !== undefined && 'answer' in broken) {
      response.writeHead(broken.status, broken.headers).end(broken.answer)
      return
    }
    try {
      if (body === null) {
        const message = `request is too large (max is ${maxRequestBytes} bytes)`
        throw new SqlFailure(413, { message })
      }
      const answer = await query(request, response, body)
      if (broken !== undefined && 'socket' in broken) {
        broken.socket(response, JSON.stringify(answer))
        return
      }
      const json = broken === undefined ? JSON.stringify(answer) : broken.change(answer)
      answeredBytes += Buffer.byteLength(json)
      response.writeHead(200, answerHeaders(request, answer, json)).end(json)
    } catch (error) {
      if (!(error instanceof SqlFailure)) throw error
      const headers = { 'content-type': 'application/json' }
      response.writeHead(error.status, headers).end(JSON.stringify(error.body))
    }
  }

  const server = await startLocalServer(handle)
  const heal = async () => {
    script.heal()
    await server.open()
  }
  return {
    endpoint: `${server.origin}/sql`,
    count: () => count,
    answeredBytes: () => answeredBytes,
    requests: () => requests,
    fail: script.fail,
    refuse: server.close,
    heal,
    delay: (ms) => (delayMs = ms),
    async clear() {
      requests = []
      count = 0
      answeredBytes = 0
      delayMs = 0
      await heal()
    },
    stop: server.close,
  }
}

function sqlOptions(headers: IncomingHttpHeaders, maxResponseBytes: number): SqlOptions {
  const isTrue = (name: string) => headers[name] === 'true'
  const level = headers['neon-batch-isolation-level']
  return {
    isolationLevel: typeof level === 'string' ? level : undefined,
    readOnly: isTrue('neon-batch-read-only'),
    deferrable: isTrue('neon-batch-deferrable'),
    rawText: isTrue('neon-raw-text-output'),
    arrayMode: isTrue('neon-array-mode'),
    maxResponseBytes,
  }
}

/** The proxy knows how long its answer is. For a batch, it repeats what was asked of it. */
function answerHeaders(
  request: IncomingMessage,
  answer: SqlAnswer,
  json: string,
): Record<string, string> {
  const names = ['neon-batch-isolation-level', 'neon-batch-read-only', 'neon-batch-deferrable']
  const repeated = Object.entries(request.headers).flatMap(([name, value]) =>
    'results' in answer && names.includes(name) && typeof value === 'string' ? [[name, value]] : [],
  )
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(json)),
    ...Object.fromEntries(repeated),
  }
}
