#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// Node keeps what it compiles, so that the next run need not; before anything else is loaded.
enableCompileCache()
await import('./main.ts')
