/** A script of faults: each request takes the next one, until none is left. */
export interface FaultScript<Fault> {
  /** Adds a fault for so many requests; without a number, until it is healed. */
  readonly fail: (fault: Fault, times?: number) => void
  readonly heal: () => void
  /** The fault for this request. */
  readonly next: () => Fault | undefined
}

export function faultScript<Fault>(): FaultScript<Fault> {
  const queue: { readonly fault: Fault; left: number }[] = []
  return {
    fail: (fault, times = Infinity) => queue.push({ fault, left: times }),
    heal: () => queue.splice(0),
    next() {
      const [first] = queue
      if (first === undefined) return undefined
      first.left -= 1
      if (first.left <= 0) queue.shift()
      return first.fault
    },
  }
}
