/// <reference types="@cloudflare/vitest-plugin/types" />

declare namespace Cloudflare {
  interface Env extends Readonly<Record<string, unknown>> {
    readonly STATUS: KVNamespace
    readonly TARGET: DurableObjectNamespace<
      import('../../src/worker/target-object.ts').TargetObject
    >
  }
  interface GlobalProps {
    readonly mainModule: typeof import('./main.ts')
  }
}
