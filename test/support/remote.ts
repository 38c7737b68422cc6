/** An object in another process: each method as a promise. */
export type Remote<T> = {
  readonly [Name in keyof T]: T[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : never
}

/** Calls the object with this name at a control server; arguments and results are JSON. */
export function remote<T>(controlUrl: string, object: string): Remote<T> {
  const call =
    (method: string) =>
    async (...args: readonly unknown[]): Promise<unknown> => {
      const body = JSON.stringify({ object, method, args })
      const response = await fetch(controlUrl, { method: 'POST', body })
      const answer: { readonly result?: unknown; readonly error?: string } = await response.json()
      if (answer.error !== undefined) throw new Error(answer.error)
      return answer.result
    }
  // oxlint-disable-next-line typescript/consistent-type-assertions, typescript/no-unsafe-type-assertion -- a proxy has the type that it stands for
  return new Proxy({}, { get: (_target, name) => call(String(name)) }) as Remote<T>
}
