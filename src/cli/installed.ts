#!/usr/bin/env node
import module from 'node:module'
import { join } from 'node:path'
import { askedCommand } from './asked-command.ts'
import type * as alone from './check/alone.ts'
import { runScripts } from './scripts.ts'
import { refuseOldNode } from './supported-node.ts'

// The command line as the package has it: `check`, which runs most often, is there once more, as
// scripts.
refuseOldNode()
module.enableCompileCache()
const args = process.argv.slice(2)
if (askedCommand(args) === 'check') await runCheckScripts()
else await import('./main.ts')

async function runCheckScripts(): Promise<void> {
  const { exports, keepCode } = runScripts(join(import.meta.dirname, 'check', 'alone.cjs'), {
    folder: module.getCompileCacheDir(),
    // The options by their names.
    use: args.filter((word) => word.startsWith('-')).map((word) => word.replace(/[^a-z-].*/s, '')),
  })
  if (!isAlone(exports)) throw new Error('check/alone.cjs is not what was built')
  const isDone = await exports.runCheckAlone()
  // The usual end; any other has called less than a check does, or more.
  if (isDone && process.exitCode === 0) await keepCode()
}

function isAlone(exports: object): exports is typeof alone {
  return 'runCheckAlone' in exports && typeof exports.runCheckAlone === 'function'
}
