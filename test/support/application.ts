import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'

/** The query of its address: what nobody may read anywhere. */
export const secretQuery = 'hunter2-Secret'

/** An application of the test's own, by the address that a probe is given. */
export async function application(
  answer: (token: string) => number | Promise<number>,
): Promise<string> {
  const server = createServer((request, response) => {
    void Promise.resolve(answer(request.headers.authorization ?? '')).then((code) =>
      response.writeHead(code).end('{}'),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return `http://127.0.0.1:${port}/api/health?key=${secretQuery}`
}

/** As `application`, with one answer after the other, and the last one for ever. */
export function answering(...codes: readonly number[]): Promise<string> {
  let asked = 0
  return application(() => codes[Math.min((asked += 1), codes.length) - 1] ?? 500)
}
