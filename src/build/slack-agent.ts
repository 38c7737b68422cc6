/**
 * The text of a module that says in `User-Agent` what `@slack/webhook` says of itself there, and
 * is all that the Worker's bundle needs of its `dist/instrument.js` and its package.json.
 */
export function slackAgent(packageJson: string): string {
  const { name, version }: { readonly name: string; readonly version: string } =
    JSON.parse(packageJson)
  return `import { platform, release } from 'node:os'
export const getUserAgent = () =>
  ${JSON.stringify(`${name.replace('/', ':')}/${version} node/`)} + process.version.slice(1) +
  ' ' + platform() + '/' + release()`
}
