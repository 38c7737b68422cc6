/** One thing measured many times. */
export interface Sample {
  readonly rounds: number
  readonly min: number
  readonly median: number
  readonly max: number
}

/** A line of the table. */
export interface Figure {
  readonly name: string
  readonly unit: string
  readonly sample: Sample
  /** How many times as much as something that was measured in turn with it. */
  readonly ratio?: { readonly value: number; readonly to: string }
  /** What it, or its ratio, should not be above, or below. */
  readonly goal?: { readonly text: string; readonly isMet: boolean }
}

export function sampleOf(values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? NaN
  return { rounds: sorted.length, min: at(0), median: at(0.5), max: at(1) }
}

/**
 * Measures two things in turn, A B A B, so that whatever else the machine does meets both alike.
 * The first rounds, a tenth and at least two, warm up and do not count.
 */
export async function inTurn(
  rounds: number,
  one: () => Promise<number>,
  other: () => Promise<number>,
): Promise<readonly [one: Sample, other: Sample]> {
  const warmUp = Math.max(2, Math.ceil(rounds / 10))
  const ones: number[] = []
  const others: number[] = []
  for (let round = 0; round < warmUp + rounds; round += 1) {
    ones.push(await one())
    others.push(await other())
  }
  return [sampleOf(ones.slice(warmUp)), sampleOf(others.slice(warmUp))]
}

/** How long some work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** A goal for a ratio, or for a median. */
export function atMost(limit: number, value: number, unit: string): Required<Figure>['goal'] {
  return { text: `≤ ${limit} ${unit}`, isMet: value <= limit }
}

/** The same where more is better. */
export function atLeast(limit: number, value: number, unit: string): Required<Figure>['goal'] {
  return { text: `≥ ${limit} ${unit}`, isMet: value >= limit }
}

/** The figures as a table for a terminal. */
export function table(figures: readonly Figure[]): string {
  const head = ['figure', 'rounds', 'min', 'median', 'max', '', 'ratio', 'goal', '']
  const lines = figures.map(({ name, unit, sample, ratio, goal }) => [
    name,
    String(sample.rounds),
    short(sample.min),
    short(sample.median),
    short(sample.max),
    unit,
    ratio === undefined ? '' : `${ratio.value.toFixed(2)} × ${ratio.to}`,
    goal?.text ?? '',
    goal === undefined ? '' : goal.isMet ? 'met' : 'MISSED',
  ])
  const rows = [head, ...lines]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const isNumber = (column: number) => column >= 1 && column <= 4
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return isNumber(column) ? cell.padStart(width) : cell.padEnd(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
