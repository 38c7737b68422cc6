import { patience } from './patience.ts'

/** Tells a dead-man's switch that every target was read. Its silence is what raises the alarm. */
export async function heartbeat(url: string): Promise<'sent' | 'failed'> {
  try {
    const { ok, body } = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(patience.heartbeatMs),
    })
    // An answer that nobody reads holds on to one of the few connections that a Worker has.
    await body?.cancel()
    return ok ? 'sent' : 'failed'
  } catch {
    // No error is kept: fetch quotes the address, and the address is the secret.
    return 'failed'
  }
}
