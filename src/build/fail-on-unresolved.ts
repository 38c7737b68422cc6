import type { RolldownOptions } from 'rolldown'

/**
 * Rolldown leaves an import that leads to nothing as it is, and warns; whoever loads the bundle
 * would fail, or refuse it as Cloudflare does.
 */
export const failOnUnresolved: NonNullable<RolldownOptions['onLog']> = (level, log, report) => {
  report(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log)
}
