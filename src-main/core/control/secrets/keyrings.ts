import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InterlockError, type KeyKeeperKind } from '#schemas'
import type { KeyKeeper } from './key-keeper.ts'
import { type ProgramEnd, runProgram, type RunProgram } from './run-program.ts'
import { KEY_BYTES, seal, sealedSchema, unseal } from './seal.ts'

/** A keyring that takes a text under a name and gives it back. */
interface Ring {
  store(name: string, secret: string): Promise<void>
  lookup(name: string): Promise<string>
}

const LABELS: Readonly<Record<Exclude<KeyKeeperKind, 'passphrase'>, string>> = {
  secret_service: 'the keyring of this session (Secret Service)',
  keychain: 'the Keychain of macOS',
  dpapi: 'the data protection of Windows',
  safe_storage: 'the keyring of the desktop',
}

function failed(kind: keyof typeof LABELS, reason: string): InterlockError {
  return new InterlockError('secrets_keeper_failed', { keeper: LABELS[kind], reason })
}

/** The last line a program said, for a sentence; what it wrote to stdout may be the key. */
function wordsOf({ code, err }: ProgramEnd): string {
  const line = err.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? ''
  return line === '' ? `its program ended with ${code ?? 'a signal'}` : line.replace(/\.$/, '')
}

/** The file holds the key sealed under another one, which is random and lies in the ring. */
function inRing(kind: Exclude<KeyKeeperKind, 'passphrase'>, ring: Ring): KeyKeeper {
  return {
    kind,
    async keep(key, store) {
      const outer = randomBytes(KEY_BYTES)
      await ring.store(store, outer.toString('hex'))
      if ((await ring.lookup(store)) !== outer.toString('hex')) throw failed(kind, 'it did not keep what it was given')
      return JSON.stringify(seal(outer, key, store))
    },
    async give(kept, store) {
      const outer = Buffer.from(await ring.lookup(store), 'hex')
      const key = unseal(outer, sealedSchema.parse(JSON.parse(kept)), store)
      if (key === undefined) throw failed(kind, 'the key it has is not of this store')
      return key
    },
  }
}

/** GNOME Keyring, KWallet and others through libsecret's `secret-tool`, which takes the secret from its standard input. */
export function secretServiceKeeper(run: RunProgram, program = '/usr/bin/secret-tool'): KeyKeeper {
  const kind = 'secret_service'
  const attributes = (name: string) => ['application', 'interlock', 'store', name]
  return inRing(kind, {
    async store(name, secret) {
      const end = await run(program, ['store', '--label=Interlock secrets', ...attributes(name)], secret)
      if (end.code !== 0) throw failed(kind, wordsOf(end))
    },
    async lookup(name) {
      const end = await run(program, ['lookup', ...attributes(name)], '')
      if (end.code === 0 && end.out.trim() !== '') return end.out.trim()
      throw failed(kind, end.err.trim() === '' ? 'it has no key of this store' : wordsOf(end))
    },
  })
}

/** The login keychain through `security`. Its interactive mode takes the command, with the secret in it, from standard input. */
export function keychainKeeper(run: RunProgram, program = '/usr/bin/security'): KeyKeeper {
  const kind = 'keychain'
  return inRing(kind, {
    async store(name, secret) {
      const end = await run(program, ['-i'], `add-generic-password -U -a ${name} -s interlock -w ${secret}\n`)
      if (end.code !== 0) throw failed(kind, wordsOf(end))
    },
    async lookup(name) {
      const end = await run(program, ['find-generic-password', '-a', name, '-s', 'interlock', '-w'], '')
      if (end.code !== 0) throw failed(kind, wordsOf(end))
      return end.out.trim()
    },
  })
}

const DPAPI = (verb: 'Protect' | 'Unprotect') =>
  [
    'Add-Type -AssemblyName System.Security',
    '$in = [Convert]::FromBase64String([Console]::In.ReadToEnd().Trim())',
    `$out = [Security.Cryptography.ProtectedData]::${verb}($in, $null, 'CurrentUser')`,
    '[Console]::Out.Write([Convert]::ToBase64String($out))',
  ].join('; ')

/** The data protection of Windows (DPAPI), bound to the user's account. It keeps nothing: the file holds what it made of the key. */
export function dpapiKeeper(run: RunProgram, program: string): KeyKeeper {
  const kind = 'dpapi'
  async function convert(verb: 'Protect' | 'Unprotect', base64: string): Promise<string> {
    const end = await run(program, ['-NoProfile', '-NonInteractive', '-Command', DPAPI(verb)], base64)
    if (end.code !== 0 || end.out.trim() === '') throw failed(kind, wordsOf(end))
    return end.out.trim()
  }
  return {
    kind,
    keep: (key) => convert('Protect', key.toString('base64')),
    give: async (kept) => Buffer.from(await convert('Unprotect', kept), 'base64'),
  }
}

export interface Machine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly exists: (path: string) => boolean
}

/** The keyring of this machine and session; undefined where there is none. */
export function systemKeeper(
  { platform, env, exists }: Machine = { platform: process.platform, env: process.env, exists: existsSync },
  run: RunProgram = runProgram,
): KeyKeeper | undefined {
  switch (platform) {
    case 'linux': {
      const bus =
        env['DBUS_SESSION_BUS_ADDRESS'] !== undefined || exists(join(env['XDG_RUNTIME_DIR'] ?? '/nowhere', 'bus'))
      return bus && exists('/usr/bin/secret-tool') ? secretServiceKeeper(run) : undefined
    }
    case 'darwin':
      return exists('/usr/bin/security') ? keychainKeeper(run) : undefined
    case 'win32': {
      const program = `${env['SystemRoot'] ?? String.raw`C:\Windows`}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`
      return exists(program) ? dpapiKeeper(run, program) : undefined
    }
    default:
      return undefined
  }
}
