/** What may stand before a command's name. */
const programOptions = new Set(['--color', '--no-color'])

/** The word that is the command's name, if any of a call's words is one. */
export function askedCommand(args: readonly string[]): string | undefined {
  return args.find((word) => !programOptions.has(word))
}
