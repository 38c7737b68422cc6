import { createRequire } from 'node:module'

/** Loaded first in a process: the Neon driver of its project goes to NEON_WEB_SOCKET, unencrypted. */
const require = createRequire(`${process.cwd()}/index.js`)
Object.assign(require('@neondatabase/serverless').neonConfig, {
  wsProxy: () => process.env['NEON_WEB_SOCKET'],
  useSecureWebSocket: false,
})
