/** Ends the process where Node is too old, as that ends with words that nobody understands. */
export function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return
  process.stderr.write(
    `driftwatch: Node ${process.versions.node} is too old for it. Install Node 22.12 or newer.\n`,
  )
  process.exit(2)
}
