/** Fails to compile where a new case of a union is not yet handled; throws where one slips through at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}
