import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { env, getuid } from 'node:process'
import { pathToFileURL } from 'node:url'
import { launch } from 'puppeteer-core'
import * as z from 'zod/mini'

const program = (env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) =>
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)),
  )
  .find((file) => existsSync(file))

/** In CI it has to be there: see `.ci/run`. */
export const canBrowse = env['CI'] !== undefined || program !== undefined

const screens = (['light', 'dark'] as const).flatMap((scheme) =>
  [1280, 400].map((width) => ({ scheme, width })),
)

const inPage = readFileSync(join(import.meta.dirname, 'page-faults.js'), 'utf8')

/** Collects what a policy forbids, and what runs although it should not. */
const beforeAll = `
  globalThis.forbidden = []
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    globalThis.forbidden.push('forbidden by the policy: ' + violatedDirective + ' ' + blockedURI),
  )`

export interface Chromium {
  /**
   * Opens a page of HTML, light and dark, wide and narrow, and tells in words all that is wrong
   * there: errors, requests, scripts, what cannot be read or is wider than the screen.
   */
  readonly faultsOf: (html: string) => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

/** The installed Chromium; `folder` is where its pages may be written. */
export async function startChromium(folder: string): Promise<Chromium> {
  if (program === undefined) throw new Error('No Chromium is on the PATH: install chromium.')
  const browser = await launch({
    executablePath: program,
    // Chromium refuses to run as root with its sandbox.
    args: getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const file = join(folder, 'page.html')
  const url = pathToFileURL(file).href
  const page = await browser.newPage()
  let faults: string[] = []
  page.on('console', (message) => faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`error: ${String(error)}`))
  page.on('request', (request) => {
    if (request.url() !== url) faults.push(`request: ${request.url().slice(0, 80)}`)
  })
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.evaluateOnNewDocument(beforeAll)
  const ask = async (script: string) => z.array(z.string()).parse(await page.evaluate(script))
  return {
    async faultsOf(html) {
      faults = []
      await writeFile(file, html)
      await page.goto(url)
      for (const { scheme, width } of screens) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
        await page.setViewport({ width, height: 800 })
        const found = await ask(inPage)
        faults.push(...found.map((fault) => `${scheme}, ${width} px: ${fault}`))
      }
      faults.push(...(await ask('globalThis.forbidden')))
      return faults
    },
    stop: () => browser.close(),
  }
}
