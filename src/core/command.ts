/** Set when the package is built: see `build` in package.json. */
declare const driftwatchIsInstalled: boolean | undefined

/**
 * A command of Driftwatch's, as it is typed where this runs: by its name where the package is
 * installed, and by the script's in a clone of this repository, where the Worker's manifests are.
 */
export function driftwatchCommand(args: string): string {
  return typeof driftwatchIsInstalled === 'undefined'
    ? `npm run driftwatch -- ${args}`
    : `npx driftwatch ${args}`
}

/** A command of wrangler's, as it is typed in a clone of this repository. */
export function wranglerCommand(args: string): string {
  return `npm run wrangler -- ${args}`
}

/** Publishing a history, where its folder and the manifest's name are for the reader to fill in. */
export const publishCommand = driftwatchCommand('manifest --migrations <folder> --name <name>')
