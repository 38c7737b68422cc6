import { execFileSync } from 'node:child_process'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgresUser } from './postgres-binaries.ts'

export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly remove: () => Promise<void>
}

/** A fresh self-signed certificate for one host name, which our PostgreSQL may read. */
export async function certificateFor(host: string): Promise<Certificate> {
  const user = await postgresUser()
  const folder = await mkdtemp(join(user ? '/tmp' : tmpdir(), 'certificate-'))
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const files = ['-keyout', keyFile, '-out', certFile]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...subject, ...key, ...files], {
    stdio: 'pipe',
  })
  if (user) for (const path of [folder, certFile, keyFile]) await chown(path, user.uid, user.gid)
  return { certFile, keyFile, remove: () => rm(folder, { recursive: true, force: true }) }
}
