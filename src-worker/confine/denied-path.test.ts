import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isDeniedByNames, isDeniedPath } from './denied-path.ts'

it.each([
  '.git/config',
  '.git',
  'sub/.GIT/hooks/pre-commit',
  '.g\u200cit/config',
  '.GI\u200dT',
  '.git./config',
  '.git /config',
  '.git::$INDEX_ALLOCATION/config',
  'GIT~1/config',
  'a\\.git\\config',
  '.env',
  '.env.local',
  'app/.ENV.production',
  '.envrc',
  'home/id_rsa',
  'ID_ED25519',
  '.ssh/config',
  'tls/server.PEM',
  'tls/server.key',
  'a:b.pem',
  '.netrc',
  '.npmrc',
  'wallet.kdbx',
  '.\u017fsh/authorized_keys',
  '.\u00dfh/authorized_keys',
  '.\u1e9eh/authorized_keys',
  'id_r\u017fa',
  '.aw\u017f/credentials',
  '.doc\u212aer/config.json',
  'server.\u212aey',
])('denies %j', (path) => expect(isDeniedPath(path)).toBe(true))

it.each([
  'README.md',
  '.gitignore',
  '.github/workflows/ci.yml',
  'environment.ts',
  'id_rsa.pub',
  'keys.md',
  'src/git/x.ts',
  'monkey',
])('allows %j', (path) => expect(isDeniedPath(path)).toBe(false))

const parts = [
  '.git',
  'GIT',
  '~',
  '1',
  '.',
  ' ',
  '/',
  '\\',
  ':',
  '.env',
  'id_rsa',
  '_sk',
  '.ssh',
  '.Key',
  '.pem',
  'a',
  'B',
  'é',
  '\u200c',
  '\u212a',
  '\u017f',
]

it('decides by the short cut as it does by every name', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 8 }), (chosen) => {
      const path = chosen.join('')
      expect(isDeniedPath(path)).toBe(isDeniedByNames(path))
    }),
    { numRuns: 5000 },
  )
})
