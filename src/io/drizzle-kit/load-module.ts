import { createJiti } from 'jiti'

/** Runs a module of JavaScript or TypeScript, with the paths of the tsconfig.json that is nearest. */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const jiti = createJiti(file, { fsCache: false, interopDefault: false, tsconfigPaths: true })
  const module: unknown = await jiti.import(file)
  return isRecord(module) ? module : {}
}

/** Whether a value has members that can be asked for. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
