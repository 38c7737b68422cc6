import type { Env } from '../../src/worker/env.ts'

/** Where a run is ended, or a part of the platform fails. */
interface Plan {
  /** Ends the object before or after this transaction (2n - 1 before the n-th, 2n after it). */
  killAtTransaction: number | undefined
  kvFails: boolean
  storageFails: boolean
  transactions: number
  /** Whether an object was ended, and is still to be done away with. */
  wasKilled: boolean
  /** What the object's environment holds in place of its own. */
  settings: Readonly<Record<string, unknown>>
}

const noFaults: Plan = {
  killAtTransaction: undefined,
  kvFails: false,
  storageFails: false,
  transactions: 0,
  wasKilled: false,
  settings: {},
}

export const plan: Plan = { ...noFaults }

/** Back to a platform that works. */
export function healPlatform(): void {
  Object.assign(plan, noFaults)
}

/** The object's context and environment, with storage and KV failing as the plan says. */
export function breakable(context: DurableObjectState, env: Env): [DurableObjectState, Env] {
  const { storage } = context
  const transact = storage.transactionSync.bind(storage)
  Object.defineProperty(storage, 'transactionSync', {
    value: <T>(change: () => T): T => {
      if (plan.storageFails) throw new Error('storage operation failed')
      plan.transactions += 1
      if (plan.killAtTransaction === plan.transactions * 2 - 1) end()
      const result = transact(change)
      if (plan.killAtTransaction === plan.transactions * 2) end()
      return result
    },
  })
  const kv = new Proxy(env.STATUS, {
    get(target, name) {
      if (plan.kvFails)
        return () => Promise.reject(new Error('KV PUT failed: 429 Too Many Requests'))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const changed = new Proxy<Env>(
    { ...env, STATUS: kv },
    {
      get: (target, name) =>
        Reflect.get(Object.hasOwn(plan.settings, name) ? plan.settings : target, name),
    },
  )
  return [context, changed]
}

/** Ends what the object is doing; the harness then does away with the object itself. */
function end(): never {
  plan.killAtTransaction = undefined
  plan.wasKilled = true
  throw new Error('killed by a test')
}
