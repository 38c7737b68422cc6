/// <reference types="@cloudflare/vitest-plugin/types" />
import type { TargetObject } from '../../src/worker/target-object.ts'
import type * as main from './main.ts'

declare global {
  namespace Cloudflare {
    interface Env extends Readonly<Record<string, unknown>> {
      readonly STATUS: KVNamespace
      readonly TARGET: DurableObjectNamespace<TargetObject>
    }
    interface GlobalProps {
      readonly mainModule: typeof main
    }
  }
}
