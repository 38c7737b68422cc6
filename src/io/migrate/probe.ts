/** An address of the application, and the status that it answers with when all is well. */
export interface Probe {
  readonly url: string
  /** As it may be shown: without host and query. */
  readonly name: string
  readonly expect: number
}

export type ProbeAnswer =
  | { readonly status: 'answered'; readonly code: number; readonly ms: number }
  /** It asks who is there, and there is no token to say so. */
  | { readonly status: 'no-token'; readonly code: number }
  | { readonly status: 'no-answer'; readonly because: 'timeout' | 'unreachable' }

const timeoutMs = 10_000

/** Asks once, and follows no redirect: the token is for this address. Never throws. */
export async function askProbe(
  { url, expect }: Pick<Probe, 'url' | 'expect'>,
  token: string,
): Promise<ProbeAnswer> {
  const startedAt = performance.now()
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'user-agent': 'driftwatch',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
      },
    })
    await response.body?.cancel()
    const code = response.status
    const wantsToken = (code === 401 || code === 403) && code !== expect
    if (wantsToken && token === '') return { status: 'no-token', code }
    return { status: 'answered', code, ms: performance.now() - startedAt }
  } catch (error) {
    // No cause: fetch quotes the URL, which may hold a secret.
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return { status: 'no-answer', because: isLate ? 'timeout' : 'unreachable' }
  }
}
