import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, reset, startLocalServer } from './local-server.ts'

export interface NeonApiOptions {
  /** The host of the endpoint on the main branch. */
  readonly host: string
  /** Makes what a new branch is a copy in, and gives its host; a name that leads nowhere unless given. */
  readonly copy?: () => Promise<string>
  /** How many requests an operation takes to finish. */
  readonly slowness?: number
  /** What an operation ends as. */
  readonly endsAs?: 'finished' | 'failed'
}

/** An answer in the place of the right one; `lost`: it is done, and the answer does not arrive. */
export type ApiFault =
  | { readonly status: number; readonly code?: string; readonly retryAfter?: number }
  | 'lost'
  | 'not-json'

export interface NeonApi {
  readonly base: string
  readonly key: string
  readonly project: string
  /** Names of the branches that are there besides the main one. */
  readonly branches: () => readonly string[]
  /** Such as `POST /branches`, in order. */
  readonly requests: () => readonly string[]
  /** What the last branch was asked for. */
  readonly asked: () => unknown
  /** Lets requests of a method fail so many times, or always. */
  readonly fail: (method: string, fault: ApiFault, times?: number) => void
  readonly stop: () => Promise<void>
}

/**
 * Stands in for Neon's API on 127.0.0.1, as far as it is documented: operations that end only after
 * a while, during which the project is locked, a key, a project, and every way to fail.
 */
export async function startNeonApi(options: NeonApiOptions): Promise<NeonApi> {
  const [key, project] = [`napi_${randomBytes(24).toString('hex')}`, 'quiet-lake-12345678']
  const branches = new Map<string, { readonly name: string; readonly parent: string }>()
  const faults: { readonly method: string; readonly fault: ApiFault; left: number }[] = []
  const requests: string[] = []
  let asked: unknown
  let running = 0

  const statusNow = () => {
    if (running > 1) return 'running'
    return running === 1 ? 'scheduling' : (options.endsAs ?? 'finished')
  }
  const answerTo = async (method: string, url: URL, body: string): Promise<Answer> => {
    const [, , given, kind = '', id = ''] = url.pathname.split('/')
    if (given !== project) return refusal(404, '', 'project not found')
    if (running > 0) running -= 1
    if (method !== 'GET' && running > 0) {
      return refusal(423, '', 'project already has running conflicting operations')
    }
    switch (`${method} ${kind}`) {
      case 'GET endpoints': {
        const of = { project_id: project, type: 'read_write', current_state: 'active' }
        const endpoints = [
          { ...of, id: 'ep-other', branch_id: 'br-other', host: 'ep-other.eu.aws.neon.tech' },
          { ...of, id: 'ep-main', branch_id: 'br-main', host: options.host },
        ]
        return { status: 200, body: { endpoints } }
      }
      case 'GET branches': {
        const all = [...branches].map(([branch, { name }]) => ({ id: branch, name }))
        const search = url.searchParams.get('search') ?? ''
        return { status: 200, body: { branches: all.filter(({ name }) => name.includes(search)) } }
      }
      case 'POST branches': {
        asked = JSON.parse(body)
        const { branch }: { branch: { name: string; parent_id: string } } = JSON.parse(body)
        const made = `br-${randomBytes(4).toString('hex')}`
        branches.set(made, { name: branch.name, parent: branch.parent_id })
        const host = (await options.copy?.()) ?? 'ep-new.eu.aws.neon.tech'
        running = options.slowness ?? 2
        const operations = ['create_branch', 'start_compute'].map((action) => ({
          id: `op-${action}`,
          action,
          status: statusNow(),
        }))
        const endpoints = [{ id: 'ep-new', host, branch_id: made, type: 'read_write' }]
        return {
          status: 201,
          body: { branch: { id: made, ...branch }, endpoints, operations, roles: [] },
        }
      }
      case 'GET operations':
        return { status: 200, body: { operation: { id, status: statusNow() } } }
      case 'DELETE branches':
        if (!branches.delete(id)) return refusal(404, '', 'branch not found')
        return { status: 200, body: { branch: { id }, operations: [] } }
      default:
        return refusal(404, '', 'no such route')
    }
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const method = request.method ?? ''
    const body = (await readBody(request, 100_000)) ?? ''
    requests.push(`${method} ${url.pathname.split('/').slice(3, 4).join('/')}`)
    const send = (answer: Answer, headers: Readonly<Record<string, string>> = {}) =>
      response
        .writeHead(answer.status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(answer.body))
    if (request.headers.authorization !== `Bearer ${key}`) {
      return void send(refusal(401, '', 'supplied credentials do not pass authentication'))
    }
    const next = faults.find((each) => each.method === method && each.left > 0)
    if (next !== undefined) next.left -= 1
    const fault = next?.fault
    if (fault === undefined || fault === 'lost') {
      const answer = await answerTo(method, url, body)
      return fault === 'lost' ? reset(response) : void send(answer)
    }
    if (fault === 'not-json') return void response.writeHead(200).end('<html>')
    const { status, code = '', retryAfter } = fault
    const headers = retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` }
    send(refusal(status, code, `secret words of ${key}`), headers)
  }
  const server = await startLocalServer(handle)
  return {
    base: server.origin,
    key,
    project,
    branches: () => [...branches.values()].map(({ name }) => name),
    requests: () => requests,
    asked: () => asked,
    fail: (method, fault, times = Number.POSITIVE_INFINITY) =>
      void faults.push({ method, fault, left: times }),
    stop: server.close,
  }
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { request_id: 'b7c1', code, message } }
}
