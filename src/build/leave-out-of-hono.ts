/**
 * The texts of modules that stand in for those of Hono, by what they are imported as, in the
 * Worker's bundle: the Worker reads no forms and mounts no application, though Hono always could.
 */
export const inPlaceOfHono: ReadonlyMap<string, string> = new Map([
  ['hono/utils/body', leftOut('parseBody')],
  ['hono/utils/mount', leftOut('createMountedRequest')],
])

function leftOut(name: string): string {
  return `export function ${name}() { throw new Error('${name} is left out of the bundle') }`
}
