import * as z from 'zod/mini'
import { OutsideError, UserError } from '../errors.ts'
import { askNeon, type NeonAccess } from './neon-api.ts'
import { pause } from './pause.ts'
import { BranchMade, Branches, Endpoints, OneOperation, type Operation } from './shapes.ts'

/** A branch for one rehearsal. */
export interface Branch {
  readonly name: string
  readonly host: string
  /** By role, where the branch has its own. Secrets. */
  readonly passwords: ReadonlyMap<string, string>
}

export interface BranchOptions {
  /** Of the database that the branch is to be a copy of. */
  readonly host: string
  readonly name: string
  /** Neon deletes it by then, if nobody else can. */
  readonly expiresAt: Date
  readonly signal: AbortSignal
  /** Told where a branch may be left behind, and how to delete it. */
  readonly onLeft: (words: string) => void
}

/**
 * Makes a branch of the branch that a host is on, gives it to `work` once it is ready, and deletes
 * it, however that went. Throws a `UserError` or an `OutsideError`.
 */
export async function withBranch<T>(
  access: NeonAccess,
  options: BranchOptions,
  work: (branch: Branch) => Promise<T>,
): Promise<T> {
  const parent = await parentOf(access, options)
  options.signal.throwIfAborted()
  let made: BranchMade
  try {
    made = await makeBranch(access, parent, options)
  } catch (error) {
    // Where Neon refused there is none. Where no answer came, nobody knows.
    if (!(error instanceof UserError)) await discard(access, options, undefined)
    throw error
  }
  try {
    const { connection_uris: uris = [], endpoints, operations } = made
    await untilDone(access, operations, options.signal)
    const host = endpoints.find(({ type }) => type === 'read_write')?.host
    if (host === undefined) {
      throw new OutsideError('Neon made a branch that nobody can connect to.', {
        reason: 'malformed',
        retry: false,
      })
    }
    const passwords = uris.map(
      ({ connection_parameters: { role, password } }) => [role, password] as const,
    )
    return await work({ name: options.name, host, passwords: new Map(passwords) })
  } finally {
    await discard(access, options, made.branch.id)
  }
}

type BranchMade = z.infer<typeof BranchMade>

/** The id of the branch that a host is on, pooled or not. */
async function parentOf(access: NeonAccess, { host, signal }: BranchOptions): Promise<string> {
  const what = 'look for the endpoint of the database'
  const { endpoints } = await askNeon(access, {
    what,
    method: 'GET',
    path: '/endpoints',
    shape: Endpoints,
    signal,
  })
  const found = endpoints.find((endpoint) => directHost(endpoint.host) === directHost(host))
  if (found !== undefined) return found.branch_id
  throw new UserError(
    'The database is on no endpoint of this Neon project, so it cannot be branched there. See that NEON_PROJECT_ID (or --neon-project) is the id of its project.',
  )
}

/** Without Neon's pooler, which has a name of its own for the same endpoint. */
export function directHost(host: string): string {
  return host.toLowerCase().replace(/^([^.]+)-pooler\./, '$1.')
}

function makeBranch(
  access: NeonAccess,
  parent: string,
  { name, expiresAt, signal }: BranchOptions,
): Promise<BranchMade> {
  return askNeon(access, {
    what: 'make a branch',
    method: 'POST',
    path: '/branches',
    body: {
      branch: { name, parent_id: parent, expires_at: expiresAt.toISOString() },
      endpoints: [{ type: 'read_write' }],
    },
    shape: BranchMade,
    signal,
  })
}

async function untilDone(
  access: NeonAccess,
  operations: readonly Operation[],
  signal: AbortSignal,
): Promise<void> {
  const until = performance.now() + access.pace.patienceMs
  for (const { id, status: first } of operations) {
    for (let status = first; !['finished', 'skipped'].includes(status);) {
      if (!['scheduling', 'running'].includes(status)) {
        throw new OutsideError(
          'Neon made a branch and could not get it ready. Run this again, or take `--rehearse embedded`.',
          { reason: 'unexpected', retry: true },
        )
      }
      if (performance.now() > until) {
        const seconds = Math.round(access.pace.patienceMs / 1000)
        throw new OutsideError(
          `The Neon branch was not ready after ${seconds} seconds. Run this again, or take \`--rehearse embedded\`.`,
          { reason: 'timeout', retry: true },
        )
      }
      await pause(access.pace.everyMs, signal)
      const path = `/operations/${encodeURIComponent(id)}`
      const what = 'say whether the branch is ready'
      const shape = OneOperation
      status = (await askNeon(access, { what, method: 'GET', path, shape, signal })).operation
        .status
    }
  }
}

/** Deletes the branch. Never aborted, and throws nothing that would hide why it is deleted. */
async function discard(
  access: NeonAccess,
  { name, onLeft }: BranchOptions,
  made: string | undefined,
): Promise<void> {
  try {
    const id = made ?? (await idOf(access, name))
    if (id === undefined) return
    const path = `/branches/${encodeURIComponent(id)}`
    const shape = z.unknown()
    const what = 'delete the branch'
    // An earlier try may have done it, and its answer got lost.
    await askNeon(access, { what, method: 'DELETE', path, shape, doneBy: 404 })
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof OutsideError)) throw error
    const which = made === undefined ? `may be left at Neon` : `is left at Neon`
    onLeft(
      `The branch ${name} ${which}. ${error.message} Delete it in the Neon console, or with \`npx neonctl branches delete ${name}\`.`,
    )
  }
}

async function idOf(access: NeonAccess, name: string): Promise<string | undefined> {
  const { branches } = await askNeon(access, {
    what: 'look for the branch',
    method: 'GET',
    path: `/branches?search=${encodeURIComponent(name)}`,
    shape: Branches,
  })
  return branches.find((branch) => branch.name === name)?.id
}
