const open = new Set<() => Promise<void>>()

/** Runs `work`, and `cleanUp` after it: also where the process is told to stop in between. */
export async function withCleanUp<T>(
  cleanUp: () => Promise<void>,
  work: () => Promise<T>,
): Promise<T> {
  open.add(cleanUp)
  try {
    return await work()
  } finally {
    await cleanUp()
    open.delete(cleanUp)
  }
}

/** For a process that is about to end. A clean-up may run twice, and must bear that. */
export async function cleanUpAll(): Promise<void> {
  await Promise.all([...open].map((cleanUp) => cleanUp()))
}
