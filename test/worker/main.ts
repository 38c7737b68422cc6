import type { Published } from '../../src/io/manifest.ts'
import { createWorker } from '../../src/worker/worker.ts'
import { deployed } from './deployed.ts'
import { breakable } from './faults.ts'

const { Target: Whole, handlers } = createWorker((): Published => deployed.current)

/** The object under test, with its storage and KV in the tests' hands. */
export class Target extends Whole {
  constructor(...[context, env]: ConstructorParameters<typeof Whole>) {
    super(...breakable(context, env))
  }
}

export default handlers
