const signals = [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const

/** How soon it is noticed that the parent is gone. */
const lookEveryMs = 500

/**
 * Ends this process when it is told to, with what `exitCode` makes of the code that is usual for
 * the signal; what `atExit` was given is then undone. Nothing is waited for: Miniflare listens to
 * signals, too, and ends the process without waiting for anybody.
 */
export function endOnSignals(exitCode: (usual: number) => number): void {
  for (const [signal, number] of signals) {
    process.on(signal, () => process.exit(exitCode(128 + number)))
  }
  // npm hands a signal on to a shell, and that one dies of it without handing it on.
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(exitCode(128 + 15))
  }, lookEveryMs).unref()
}
