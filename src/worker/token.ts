/**
 * Whether a request carries the API token, compared in constant time: both sides are hashed first,
 * so that not even the token's length shows. No token configured: nobody is let in.
 */
export async function isAuthorized(request: Request, token: string | undefined): Promise<boolean> {
  const [, given] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (token === undefined || given === undefined) return false
  const [a, b] = await Promise.all([digest(given), digest(token)])
  return crypto.subtle.timingSafeEqual(a, b)
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
}
