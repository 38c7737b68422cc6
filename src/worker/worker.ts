import type { Published } from '../io/manifest.ts'
import type { Env } from './env.ts'
import { routes } from './routes.ts'
import { runScheduled } from './scheduled.ts'
import { targetClass } from './target.ts'

/** The Worker for these published manifests: its handlers and the class of its objects. */
export function createWorker(published: () => Published) {
  const app = routes()
  return {
    Target: targetClass(published),
    handlers: {
      fetch: (request: Request, env: Env, context: ExecutionContext) =>
        app.fetch(request, env, context),
      scheduled: (controller: ScheduledController, env: Env) =>
        runScheduled(controller.scheduledTime, env, published()),
    },
  }
}
