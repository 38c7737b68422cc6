import { Ajv2020 } from 'ajv/dist/2020.js'
import published from '../../src/report/proof.schema.json' with { type: 'json' }

const isProof = new Ajv2020({
  strict: true,
  allErrors: true,
  formats: { 'date-time': true },
}).compile(published)

/** A proof as JSON. Throws where it is none by the published schema. */
export function readProof(text: string): Readonly<Record<string, unknown>> {
  const proof: unknown = JSON.parse(text)
  if (isProof(proof) && typeof proof === 'object' && proof !== null) return { ...proof }
  throw new Error(`not a proof by its schema: ${JSON.stringify(isProof.errors)}`)
}
