import { basename } from 'node:path'
import { readFileIfThere } from '../../io/files/read-file.ts'
import { OutsideError, UserError } from '../../io/errors.ts'
import { parseMonitorHistory, readMonitorHistory } from '../../io/monitor-history.ts'
import type { MonitorHistory } from '../../report/audit/window-blocks.ts'

export interface MonitorChoice {
  readonly manifest: string
  readonly worker?: string
  readonly target?: string
  readonly history?: string
}

/**
 * What the monitor's checks came to, where it was asked for. That it cannot be had is said in the
 * report: nobody should be without one because of it. Throws a `UserError` for a wrong option.
 */
export async function readMonitor(choice: MonitorChoice): Promise<MonitorHistory | undefined> {
  const { worker, history, manifest } = choice
  if (history !== undefined) {
    const bytes = await readFileIfThere(history)
    if (bytes === undefined) throw new UserError(`${history} does not exist.`)
    return { status: 'read', runs: parseMonitorHistory(bytes.toString('utf8'), history) }
  }
  if (worker === undefined) return undefined
  const target = choice.target ?? basename(manifest, '.json')
  const token = process.env['API_TOKEN']?.trim() ?? ''
  if (token === '') {
    return { status: 'unreachable', because: '`API_TOKEN` is not set, which opens its history.' }
  }
  try {
    return { status: 'read', runs: await readMonitorHistory({ worker, target, token }) }
  } catch (error) {
    if (error instanceof OutsideError) return { status: 'unreachable', because: error.message }
    throw error
  }
}
