const undos = new Set<() => void>()

process.on('exit', () => {
  for (const undo of undos) undo()
})

/**
 * Runs `undo` when this process exits, by whichever way lets it run any more code. What it gives
 * back takes that order back, for when the undoing is done.
 */
export function atExit(undo: () => void): () => void {
  undos.add(undo)
  return () => {
    undos.delete(undo)
  }
}
