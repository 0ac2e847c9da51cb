import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aDesktop, findProgram } from '../harness/index.ts'

const application = join(import.meta.dirname, 'sample')
const aSample = (env: Record<string, string> = {}) =>
  aDesktop({ application, env, until: async () => undefined, tolerates: /Content Security Policy/ })

it('encrypts only where a key ring is, or plain text was accepted', async () => {
  const attempt = ({ safeStorage }: typeof Electron.CrossProcessExports) => {
    try {
      const kept = safeStorage.encryptString('kept')
      return [safeStorage.getSelectedStorageBackend(), kept.toString('latin1', 0, 3), safeStorage.decryptString(kept)]
    } catch (error) {
      return [safeStorage.getSelectedStorageBackend(), error instanceof Error ? error.message : '']
    }
  }
  const without = await aSample()
  expect(await without.app.evaluate(attempt)).toEqual([
    'basic_text',
    'Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.',
  ])
  const ring = await aSample({ STANDIN_SECRETS: 'gnome_libsecret' })
  expect(await ring.app.evaluate(attempt)).toEqual(['gnome_libsecret', 'v11', 'kept'])
})

it('goes on after a quit before ready, and objects to waiting for it', () => {
  const { status, stdout, stderr } = spawnSync(findProgram().executable, [join(application, 'quits.mjs')], {
    encoding: 'utf8',
  })
  expect(stdout).toBe('went on\n')
  expect(stderr).toContain('the script quits, and yet waits to be ready')
  expect(status).toBe(1)
})
