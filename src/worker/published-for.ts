import { driftwatchCommand } from '../core/command.ts'
import type { Manifest } from '../core/manifest.ts'
import type { Unreadable } from '../core/observation.ts'
import { type Exceptions, parseAllowances } from '../io/allowances.ts'
import { UserError } from '../io/errors.ts'
import { parseManifest, type Published } from '../io/manifest.ts'

/** What a target is held against, or why nothing can be said of it. */
export type PublishedFor =
  | (Exceptions & { readonly manifest: Manifest; readonly problem: undefined })
  | (Exceptions & { readonly manifest: null; readonly problem: Unreadable })

/** Verifying a manifest costs a digest over all of it, and what is bundled does not change. */
const verified = new WeakMap<Published, Map<string, Promise<PublishedFor>>>()

/** The manifest with this name, verified, and what is accepted. */
export function publishedFor(published: Published, name: string): Promise<PublishedFor> {
  const known = verified.get(published) ?? new Map<string, Promise<PublishedFor>>()
  verified.set(published, known)
  const result = known.get(name) ?? verify(published, name)
  known.set(name, result)
  return result
}

async function verify(published: Published, name: string): Promise<PublishedFor> {
  try {
    const value = Object.hasOwn(published.manifests, name) ? published.manifests[name] : undefined
    if (value === undefined) {
      throw new UserError(
        `No manifest "${name}" is in this deployment. Publish it, and deploy: \`${driftwatchCommand(`manifest --migrations <folder> --name ${name}`)}\`, \`npm run deploy\`.`,
      )
    }
    return {
      manifest: await parseManifest(value, `${name}.json`),
      ...parseAllowances(published.allowances, 'allowances.json'),
      problem: undefined,
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const problem = { status: 'unreadable', cause: 'manifest', message: error.message } as const
    return { manifest: null, allowances: [], rules: [], problem }
  }
}
