import type { Published } from '../../src/io/manifest.ts'

/** What is deployed with the Worker under test; tests deploy by replacing it. */
export const deployed: { current: Published } = {
  current: { manifests: {}, allowances: { format: 1, allowances: [] } },
}
