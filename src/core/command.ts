/**
 * A command of Driftwatch's, as it is typed in a clone of this repository: there the manifests are,
 * and nothing is installed under the bare name.
 */
export function driftwatchCommand(args: string): string {
  return `npm run driftwatch -- ${args}`
}

/** A command of wrangler's, as it is typed in a clone of this repository. */
export function wranglerCommand(args: string): string {
  return `npm run wrangler -- ${args}`
}

/** Publishing a history, where its folder and the manifest's name are for the reader to fill in. */
export const publishCommand = driftwatchCommand('manifest --migrations <folder> --name <name>')
