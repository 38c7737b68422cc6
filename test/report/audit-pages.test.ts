import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentInHtml } from '../../src/report/audit/html.ts'
import { documentsWith } from '../support/audits.ts'
import { canBrowse, type Chromium, startChromium } from '../support/chromium.ts'
import { makeFolder } from '../support/folder.ts'
import { hostileCases } from '../support/hostile.ts'
import { incidentDatabase, incidentFiles } from '../support/incident.ts'
import { startPostgres } from '../support/postgres.ts'
import { runCli } from '../support/run-cli.ts'

describe.skipIf(!canBrowse)(`a page${canBrowse ? '' : ' (SKIPPED: install chromium)'}`, () => {
  let folder: string
  let chromium: Chromium
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftwatch-'))
    chromium = await startChromium(folder)
  })
  afterAll(async () => {
    await chromium.stop()
    await rm(folder, { recursive: true })
  })

  test('of the incident can be read on every screen', async () => {
    const postgres = await startPostgres(17)
    try {
      const url = await incidentDatabase(postgres, 'before')
      const project = await makeFolder(await incidentFiles('before', false))
      const args = ['audit', '--manifest', 'app.json', '--format', 'html', '--out', 'report.html']
      await runCli(project, args, { DATABASE_URL: url })
      const page = await readFile(join(project, 'report.html'), 'utf8')
      expect(page).toContain('6cec6782')
      expect(await chromium.faultsOf(page)).toEqual([])
    } finally {
      await postgres.stop()
    }
  })

  test.for(hostileCases)(
    'with $name runs nothing, loads nothing, and fits',
    async ({ foreign }) => {
      for (const document of documentsWith(foreign)) {
        expect(await chromium.faultsOf(await documentInHtml(document))).toEqual([])
      }
    },
  )

  /** What each fault looks like, so that none of them goes unseen. */
  test.for([
    { name: 'a script', html: '<script>alert(1)</script>', fault: /forbidden.* inline/ },
    { name: 'a handler', html: '<b onclick="alert(1)">b</b>', fault: /forbidden.* inline/ },
    { name: 'an image', html: '<img src="https://a.example/b.png" alt="">', fault: /img-src/ },
    { name: 'a style', html: '<link rel="stylesheet" href="c.css">', fault: /style-src/ },
    {
      name: 'a faint text',
      html: '<p class="faint" style="opacity:1;color:#999">x</p>',
      fault: /contrast of 2/,
    },
    { name: 'a wide text', html: `<p style="width:500px">x</p>`, fault: /400 px: too wide/ },
    { name: 'a second title', html: '<h1>Again</h1>', fault: /2 times h1/ },
    { name: 'a region without a name', html: '<section>x</section>', fault: /without a name/ },
  ])('would be seen to hold $name', async ({ html, fault }) => {
    const [document] = documentsWith('x')
    if (document === undefined) throw new Error('no report')
    const page = await documentInHtml(document)
    const faults = await chromium.faultsOf(page.replace('</main>', `${html}</main>`))
    expect(faults.join('\n')).toMatch(fault)
  })
})
