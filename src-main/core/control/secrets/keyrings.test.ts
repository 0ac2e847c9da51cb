import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dpapiKeeper, keychainKeeper, secretServiceKeeper, systemKeeper } from './keyrings.ts'
import { passphraseFileKeeper } from './passphrase.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'
import { aHome } from './test-bed.ts'

const KEY = Buffer.from('0123456789abcdef0123456789abcdef')

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-keyring-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Does what `secret-tool` does, in a folder, and notes its arguments. */
function aFakeSecretTool() {
  const folder = aFolder()
  const program = join(folder, 'secret-tool')
  writeFileSync(
    program,
    `#!/bin/sh
echo "$*" >> '${folder}/arguments'
verb=$1; shift
for last in "$@"; do :; done
case $verb in
  store) cat > "${folder}/$last.secret" ;;
  lookup) if [ -f "${folder}/$last.secret" ]; then cat "${folder}/$last.secret"; else exit 1; fi ;;
  *) echo 'unknown verb' >&2; exit 2 ;;
esac
`,
  )
  chmodSync(program, 0o700)
  return { folder, program, said: () => readFileSync(join(folder, 'arguments'), 'utf8') }
}

describe('the keyring of a session on Linux', () => {
  it('opens the store in the next life, and no argument of its program holds a key', async () => {
    const tool = aFakeSecretTool()
    const home = aHome()
    const keeper = () => secretServiceKeeper(runProgram, tool.program)
    await home.open(keeper()).set('API_TOKEN', 'correct-horse-battery-staple', 'cli')
    const next = home.open(keeper())
    expect(await next.list()).toMatchObject({ state: 'open', keepers: ['secret_service'] })
    expect(next.granted(['API_TOKEN'])).toEqual({ API_TOKEN: 'correct-horse-battery-staple' })
    const [first = '', ...others] = tool.said().trim().split('\n')
    expect(first).toMatch(/^store --label=Interlock secrets application interlock store sec-\w+$/)
    expect(new Set(others)).toEqual(new Set([first.replace('store --label=Interlock secrets', 'lookup')]))
  })

  it('that has lost the key says so, and one that is not the store’s is not taken', async () => {
    const tool = aFakeSecretTool()
    const keeper = secretServiceKeeper(runProgram, tool.program)
    const kept = await keeper.keep(KEY, 'sec-1')
    expect((await keeper.give(kept, 'sec-1')).equals(KEY)).toBe(true)
    writeFileSync(join(tool.folder, 'sec-1.secret'), '00'.repeat(32))
    await expect(keeper.give(kept, 'sec-1')).rejects.toMatchObject({ code: 'secrets_keeper_failed' })
    rmSync(join(tool.folder, 'sec-1.secret'))
    await expect(keeper.give(kept, 'sec-1')).rejects.toThrow('it has no key of this store')
  })

  it('whose program is gone is named', async () => {
    const keeper = secretServiceKeeper(runProgram, join(aFolder(), 'none'))
    await expect(keeper.keep(KEY, 'sec-1')).rejects.toMatchObject({ code: 'secrets_keeper_failed' })
  })

  it('is taken only where its program and a session bus are', () => {
    const linux = (env: Record<string, string>, ...there: string[]) =>
      systemKeeper({ platform: 'linux', env, exists: (path) => there.includes(path) })?.kind
    expect(linux({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' }, '/usr/bin/secret-tool')).toBe('secret_service')
    expect(linux({ XDG_RUNTIME_DIR: '/run/user/1' }, '/usr/bin/secret-tool', '/run/user/1/bus')).toBe('secret_service')
    expect(linux({}, '/usr/bin/secret-tool')).toBeUndefined()
    expect(linux({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x' })).toBeUndefined()
  })
})

/** Notes what a program is given and answers as it is told to. */
function aRecordedProgram(answer: (args: readonly string[], input: string) => Partial<ProgramEnd>) {
  const calls: { program: string; args: readonly string[]; input: string }[] = []
  return {
    calls,
    run: (program: string, args: readonly string[], input: string) => {
      calls.push({ program, args, input })
      return Promise.resolve({ code: 0, out: '', err: '', ...answer(args, input) })
    },
  }
}

describe('the keyrings of other systems', () => {
  it('macOS: the key goes in by standard input and comes back by the store’s id', async () => {
    let kept = ''
    const { run, calls } = aRecordedProgram((args, input) => {
      kept = /-w (\w+)\n$/.exec(input)?.[1] ?? kept
      return args[0] === 'find-generic-password' ? { out: `${kept}\n` } : {}
    })
    const keeper = keychainKeeper(run)
    const sealed = await keeper.keep(KEY, 'sec-1')
    expect((await keeper.give(sealed, 'sec-1')).equals(KEY)).toBe(true)
    expect(calls.map(({ program, args }) => [program, ...args])).toEqual([
      ['/usr/bin/security', '-i'],
      ['/usr/bin/security', 'find-generic-password', '-a', 'sec-1', '-s', 'interlock', '-w'],
      ['/usr/bin/security', 'find-generic-password', '-a', 'sec-1', '-s', 'interlock', '-w'],
    ])
  })

  it('Windows: the key is protected and given back by the same program, through its standard input', async () => {
    const { run, calls } = aRecordedProgram((_, input) => ({ out: input }))
    const keeper = dpapiKeeper(run, 'powershell.exe')
    expect((await keeper.give(await keeper.keep(KEY, 'sec-1'), 'sec-1')).equals(KEY)).toBe(true)
    expect(calls[0]?.args.join(' ')).toMatch(
      /^-NoProfile -NonInteractive -Command .*::Protect\(\$in, \$null, 'CurrentUser'\)/,
    )
    expect(calls[1]?.args.join(' ')).toContain('::Unprotect(')
    expect(calls.every(({ args }) => !args.join(' ').includes(KEY.toString('base64')))).toBe(true)
  })

  it('are chosen by what is there', () => {
    const on = (platform: NodeJS.Platform, there: boolean) =>
      systemKeeper({ platform, env: {}, exists: () => there })?.kind
    expect(on('darwin', true)).toBe('keychain')
    expect(on('win32', true)).toBe('dpapi')
    expect(on('win32', false)).toBeUndefined()
    expect(on('freebsd', true)).toBeUndefined()
  })
})

describe('a passphrase file', () => {
  const fileWith = (content: string, mode = 0o600) => {
    const path = join(aFolder(), 'passphrase')
    writeFileSync(path, content, { mode })
    return path
  }

  it('opens the store without being asked', async () => {
    const home = aHome()
    const path = fileWith('a passphrase of a service\n')
    await home.open(passphraseFileKeeper(path)).set('API_TOKEN', 'correct-horse', 'cli')
    expect(await home.open(passphraseFileKeeper(path)).list()).toMatchObject({ state: 'open', keepers: ['passphrase'] })
    expect(await home.open().unlock('a passphrase of a service')).toMatchObject({ state: 'open' })
    const other = home.open(passphraseFileKeeper(fileWith('another passphrase')))
    expect(await other.list()).toMatchObject({ state: 'locked', problem: { code: 'secrets_passphrase_wrong' } })
  })

  it.each([
    ['open to others', () => fileWith('a passphrase of a service', 0o644), 'other users may read it'],
    ['too short', () => fileWith('short\n'), 'no passphrase of 8'],
    ['gone', () => join(aFolder(), 'none'), 'ENOENT'],
  ])('that is %s is not used, and named', async (_, path, reason) => {
    const home = aHome()
    const refused = home.open(passphraseFileKeeper(path())).set('API_TOKEN', 'correct-horse', 'cli')
    await expect(refused).rejects.toMatchObject({ code: 'secrets_locked', message: expect.stringContaining(reason) })
    expect(existsSync(home.file)).toBe(false)
  })
})
