import { rolldown } from 'rolldown'
import { declarePure } from './declare-pure.ts'
import { leaveOutUnused } from './leave-out.ts'

/**
 * The text of Neon's driver without what the Worker never reaches: its WebSocket client, its pool,
 * its Buffer. The package is one file, which esbuild made and wrangler's esbuild keeps as it is.
 */
export async function shakeDriver(whole: string): Promise<string> {
  const texts = new Map([
    ['entry', `export { neon, neonConfig } from 'driver'`],
    ['driver', declarePure(leaveOutUnused(withoutBufferShim(whole)))],
  ])
  const bundle = await rolldown({
    input: 'entry',
    plugins: [{ name: 'texts', resolveId: (id) => id, load: (id) => texts.get(id) ?? null }],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output[0].code
}

/** The driver brings a Buffer for browsers; workerd with nodejs_compat has Node's. */
function withoutBufferShim(code: string): string {
  return code.replace(/(\?\s*globalThis\.Buffer\s*:)\s*\w+\(\)\.Buffer\b/, '$1undefined')
}
