// Required before a program: when it ends, it says what it had in memory at most.
const { readFileSync, writeSync } = require('node:fs')

process.on('exit', () => {
  writeSync(2, `\npeak memory: ${peakKib()} KiB\n`)
})

function peakKib() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS
  // There, maxRSS counts what the program that started this one had, too: proc(5), getrusage(2).
  return /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]
}
