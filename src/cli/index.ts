#!/usr/bin/env node
import module from 'node:module'
import { refuseOldNode } from './supported-node.ts'

refuseOldNode()
// Node keeps what it compiles, so that the next run need not; before anything else is loaded.
module.enableCompileCache()
await import('./main.ts')
