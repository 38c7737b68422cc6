import { afterAll, expect, test, vi } from 'vitest'
import { repair } from './repair.ts'
import { openScreen } from './screen.ts'
import { openStage, type Stage } from './stage.ts'

// Two minutes on a machine that is doing nothing else.
vi.setConfig({ testTimeout: 400_000 })

let told = ''
const stream = { write: (text: string) => (told += text), isTTY: false }
let stage: Stage | undefined
afterAll(() => stage?.close())

test('the incident, from the hand patch to the closed ticket', async () => {
  stage = await openStage(openScreen({ stream, env: {} }))
  const { sql, before, after, status, wrong, ...rest } = await repair(stage)
  // As it is shown: Markdown escapes the underscores.
  const proof = rest.proof.replaceAll('\\', '')
  expect(wrong, told).toEqual([])
  expect(after).toBe(before)
  expect(status).toMatch(/^200 .*"ok"/)
  for (const column of ['email_status', 'email_error', 'last_email_attempt_at']) {
    expect(sql).toMatch(new RegExp(`ADD COLUMN IF NOT EXISTS "?${column}"?`, 'i'))
    expect(proof).toContain(column)
  }
  expect(sql).toMatch(/email_status"? varchar|character varying/i)
  expect(sql).toMatch(/NOT NULL/)
  expect(sql).toMatch(/DEFAULT 'NOT_SENT'/)
  expect(proof).toMatch(/PASS/)
  // The orphan that nobody touches.
  expect(proof).toContain('6cec6782')
})
