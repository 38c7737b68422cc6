import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second, whatever the processor: proc(5). */
const tickMs = 10

/** The id of the newest process with this name that this process started. */
export function childNamed(name: string): number {
  const ids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
  const newestFirst = ids.map(Number).toSorted((a, b) => b - a)
  const found = newestFirst.find((id) => {
    const { command, parent } = statOf(id) ?? {}
    return command === name && parent === process.pid
  })
  if (found === undefined) throw new Error(`no ${name} is running`)
  return found
}

/** The processor time that a process has used so far, its own and the system's, in milliseconds. */
export function cpuMsOf(id: number): number {
  const stat = statOf(id)
  if (stat === undefined) throw new Error('the process has ended')
  return stat.ticks * tickMs
}

/** Fields 2, 4, 14 and 15 of `/proc/<id>/stat`; `undefined` where the process has ended. */
function statOf(id: number) {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8')
    // The name may hold anything, a parenthesis too.
    const end = text.lastIndexOf(')')
    const fields = text.slice(end + 2).split(' ')
    return {
      command: text.slice(text.indexOf('(') + 1, end),
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
    }
  } catch {
    return undefined
  }
}
