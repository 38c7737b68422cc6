/**
 * The entry that was probably meant to be `name`: written in small letters or with hyphens, or with
 * a letter or two wrong. `undefined` where nothing is near enough.
 */
export function misspelt(name: string, given: readonly string[]): string | undefined {
  // In a short name, two wrong letters make another word.
  const most = name.length < 12 ? 1 : 2
  return given.find((other) => distance(name, other.toUpperCase().replaceAll('-', '_')) <= most)
}

/** How many letters must be put in, left out, replaced or swapped with the next (Damerau). */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          at(current, column - 1) + 1,
          at(last, column) + 1,
          at(last, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return at(last, b.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}
