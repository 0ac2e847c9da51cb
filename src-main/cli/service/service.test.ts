import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { installationRoot } from '../installation.ts'
import { managerFor, type System } from './managers.ts'
import { servicePlan } from './plan.ts'
import { type CommandEnd, type RunCommand, runCommand } from './run-command.ts'
import { systemdUnit } from './unit-text.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-service-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A system whose agent of launchd is loaded until it is booted out. */
function obliging(): (command: string) => Partial<CommandEnd> {
  let isLoaded = true
  return (command) => {
    if (command.includes('bootout')) isLoaded = false
    if (command.includes('bootstrap')) isLoaded = true
    return command.startsWith('launchctl print gui/501/') && !isLoaded ? { code: 113 } : {}
  }
}

/** A system that answers as it is told, and remembers what it was asked. */
function aSystem(platform: string, answers: (command: string) => Partial<CommandEnd> | undefined = obliging()) {
  const asked: string[] = []
  const run: RunCommand = (program, args) => {
    const command = [program, ...args].join(' ')
    asked.push(command)
    return Promise.resolve({ code: 0, state: 'ended', out: '', err: '', ...answers(command) })
  }
  const env = { USER: 'op', USERDOMAIN: 'DESK', USERNAME: 'op & co' }
  const system: System = { platform, env, uid: 501, userHome: aFolder(), run, wait: () => Promise.resolve() }
  return { system, asked }
}

const aPlan = (over: Partial<Parameters<typeof servicePlan>[0]> = {}) =>
  servicePlan({
    node: '/opt/node 24/bin/node',
    root: installationRoot(),
    home: '/home/op/.local/share/interlock',
    usualHome: '/home/op/.local/share/interlock',
    intervalSeconds: 60,
    limit: 10,
    passphraseFile: undefined,
    ...over,
  })

function managerOn(platform: string, answers?: Parameters<typeof aSystem>[1], over?: Parameters<typeof aPlan>[0]) {
  const { system, asked } = aSystem(platform, answers)
  const manager = managerFor(aPlan(over), system)
  if (manager === undefined) throw new Error(`nothing on ${platform}`)
  return { manager, asked, system }
}

describe('what a service runs', () => {
  it('has a name of its own for each data directory', () => {
    const [usual, other, same] = [aPlan(), aPlan({ home: '/srv/a' }), aPlan({ home: '/srv/a' })]
    expect(usual.name).toBe('interlock')
    expect(other.name).toMatch(/^interlock-[0-9a-f]{8}$/)
    expect(same.name).toBe(other.name)
  })

  it.each(['linux', 'darwin', 'win32'])(
    'is the same on %s: this installation, its data directory, and no more',
    (platform) => {
      const { manager } = managerOn(platform)
      const text = manager.content
      expect(text).toContain(join(installationRoot(), 'dist', 'cli.js'))
      expect(text).toContain('/home/op/.local/share/interlock')
      for (const word of ['scheduler', 'daemon', '--foreground', '--interval-seconds', '60', '--limit', '10'])
        expect(text).toContain(word)
      expect(text).not.toMatch(/\{\{|\}\}|undefined|PASSPHRASE|TOKEN|KEY=/)
    },
  )

  it('restarts on failure only, each in the words of its system', () => {
    expect(managerOn('linux').manager.content).toContain('Restart=on-failure')
    expect(managerOn('darwin').manager.content).toMatch(/<key>SuccessfulExit<\/key>\s*<false\/>/)
    expect(managerOn('win32').manager.content).toContain('<RestartOnFailure>')
  })

  it('puts every path so that it is one word, whatever stands in it', () => {
    const odd = { node: '/opt/50% "node" $HOME & <co>/node', home: '/srv/a b\\', passphraseFile: '/etc/50%/pass word' }
    const systemd = managerOn('linux', undefined, odd).manager.content
    expect(systemd).toContain('ExecStart="/opt/50%% \\"node\\" $HOME & <co>/node" "')
    expect(systemd).toContain('"/srv/a b\\\\"')
    expect(systemd).toContain('Environment="INTERLOCK_SECRETS_PASSPHRASE_FILE=/etc/50%%/pass word"')
    const launchd = managerOn('darwin', undefined, odd).manager.content
    expect(launchd).toContain('<string>/opt/50% &quot;node&quot; $HOME &amp; &lt;co&gt;/node</string>')
    const task = managerOn('win32', undefined, { ...odd, passphraseFile: undefined }).manager.content
    expect(task).toContain('--home &quot;/srv/a b\\\\&quot; --json')
    expect(task).toContain('<UserId>DESK\\op &amp; co</UserId>')
    expect(() => managerOn('linux', undefined, { home: '/srv/a\nExecStart=/bin/sh' })).toThrow('control characters')
  })

  it('lets no backslash at the end of a path take the next line of a unit with it', () => {
    const plan = { ...aPlan({ home: '/srv/a\\' }), folder: '/opt/b\\' }
    const text = systemdUnit('Description={{description}}\nWorkingDirectory={{folder}}\nRestart=no\n', plan)
    expect(text).toBe('Description=Interlock on /srv/a\\/\nWorkingDirectory=/opt/b\\/\nRestart=no\n')
  })

  it.each(['C:\\a%PATH%b', 'C:\\$(Arg0)', 'C:\\50%\\100%'])(
    'is no task of Windows at %s, which it would replace',
    (home) => {
      expect(() => managerOn('win32', undefined, { home })).toThrow('Windows would replace')
      expect(managerOn('win32', undefined, { home: 'C:\\50% $HOME' }).manager.content).toContain('C:\\50% $HOME')
    },
  )
})

describe('installing', () => {
  it('writes a private unit of the user and starts it', async () => {
    const { manager, asked } = managerOn('linux')
    await manager.install()
    expect(readFileSync(manager.file, 'utf8')).toBe(manager.content)
    expect(statSync(manager.file).mode & 0o777).toBe(0o600)
    expect(asked).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable interlock.service',
      'systemctl --user restart interlock.service',
    ])
  })

  it('puts an agent of launchd in the place of the one that is loaded', async () => {
    const { manager, asked } = managerOn('darwin')
    await manager.install()
    expect(readFileSync(manager.file, 'utf8')).toBe(manager.content)
    expect(asked).toEqual([
      'launchctl print gui/501/interlock',
      'launchctl bootout gui/501/interlock',
      'launchctl print gui/501/interlock',
      'launchctl enable gui/501/interlock',
      `launchctl bootstrap gui/501 ${manager.file}`,
    ])
  })

  it('waits until what launchd ends is gone, and for no longer than that may take', async () => {
    let looks = 0
    const ending = (goneAfter: number) =>
      managerOn('darwin', (command) => {
        if (command.includes('bootout')) return { code: 36, err: 'Boot-out failed: 36: Operation now in progress' }
        return command.startsWith('launchctl print gui/501/') && (looks += 1) > goneAfter ? { code: 113 } : {}
      })
    const slow = ending(3)
    await slow.manager.install()
    expect(slow.asked.slice(-4)).toEqual([
      ...Array.from({ length: 2 }, () => 'launchctl print gui/501/interlock'),
      'launchctl enable gui/501/interlock',
      `launchctl bootstrap gui/501 ${slow.manager.file}`,
    ])
    const stuck = ending(Infinity)
    await expect(stuck.manager.install()).rejects.toMatchObject({ code: 'service_failed' })
    expect(stuck.asked.some((command) => command.includes('bootstrap'))).toBe(false)
  })

  it('makes a task of Windows of a file in UTF-16', async () => {
    const { manager, asked } = managerOn('win32', (command) => (command.includes('/Query') ? { code: 1 } : {}), {
      home: aFolder(),
    })
    await manager.install()
    const written = readFileSync(manager.file)
    expect(written.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]))
    expect(written.subarray(2).toString('utf16le')).toBe(manager.content)
    expect(asked.at(-1)).toMatch(/^schtasks\.exe \/Run \/TN interlock-/)
  })

  it('lies where systemd looks, whatever stands in the variable for that', () => {
    const { system } = aSystem('linux')
    const fileWith = (XDG_CONFIG_HOME: string) => managerFor(aPlan(), { ...system, env: { XDG_CONFIG_HOME } })?.file
    const usual = join(system.userHome, '.config', 'systemd', 'user', 'interlock.service')
    expect([fileWith(''), fileWith('config')]).toEqual([usual, usual])
    expect(fileWith('/srv/config')).toBe('/srv/config/systemd/user/interlock.service')
  })

  it('makes the folder that launchd opens the logs in, also before the first start', async () => {
    const home = join(aFolder(), 'home')
    await managerOn('darwin', undefined, { home }).manager.install()
    expect(statSync(join(home, 'logs')).mode & 0o777).toBe(0o700)
    expect(statSync(home).mode & 0o777).toBe(0o700)
  })

  it('says what the system said when it refuses', async () => {
    const { manager } = managerOn('linux', (command) =>
      command.includes('enable') ? { code: 1, err: 'Failed to enable unit: read-only file system\nmore' } : {},
    )
    await expect(manager.install()).rejects.toMatchObject({
      code: 'service_failed',
      message: expect.stringContaining('Failed to enable unit: read-only file system'),
      remedy: expect.stringContaining('scheduler daemon start'),
    })
  })

  it('is taken back, and taking back nothing is no failure', async () => {
    const { manager, asked } = managerOn('linux')
    await manager.install()
    await manager.uninstall()
    expect(statSync(manager.file, { throwIfNoEntry: false })).toBeUndefined()
    expect(asked).toContain('systemctl --user disable --now interlock.service')
    await manager.uninstall()
    expect(asked.filter((command) => command.includes('disable'))).toHaveLength(1)
  })
})

const MISSING: Partial<CommandEnd> = { code: null, state: 'missing' }
const SILENT: Partial<CommandEnd> = { code: null, state: 'silent' }

describe('what stands against it', () => {
  it.each([
    ['linux', 'systemd_missing', () => MISSING],
    ['linux', 'system_silent', () => SILENT],
    ['linux', 'no_user_session', () => ({ code: 1, err: 'Failed to connect to bus: No medium found' })],
    ['linux', 'no_user_session', () => ({ code: 1, out: 'offline\n' })],
    ['darwin', 'launchd_missing', () => MISSING],
    ['darwin', 'system_silent', () => SILENT],
    ['darwin', 'no_gui_session', () => ({ code: 113, err: 'Bad request.' })],
    ['win32', 'task_scheduler_missing', () => MISSING],
    ['win32', 'system_silent', () => ({ code: null, err: 'spawn EACCES' })],
  ] as const)('on %s: %s', async (platform, code, answer) => {
    const blocked = await managerOn(platform, answer).manager.blocked()
    expect(blocked).toMatchObject({ code, remedy: expect.stringContaining('interlock scheduler daemon start') })
  })

  it('is told apart: a program that is not there, and one that does not come to an end', async () => {
    expect(await runCommand('interlock-no-such-program', [])).toMatchObject({ code: null, state: 'missing' })
    const hangs = ['-e', "process.on('SIGTERM', () => {}); setTimeout(() => {}, 60_000)"]
    expect(await runCommand(process.execPath, hangs, 300)).toMatchObject({ code: null, state: 'silent' })
    expect(await runCommand(process.execPath, ['--version'])).toMatchObject({ code: 0, state: 'ended' })
    const blocked = await managerOn('linux', () => SILENT).manager.blocked()
    expect(blocked?.message).toBe('systemctl --user gave no answer: it had not ended after 30 s.')
  })

  it('is nothing where a session has units that failed', async () => {
    expect(await managerOn('linux', () => ({ code: 1, out: 'degraded\n' })).manager.blocked()).toBeUndefined()
  })

  it('is no manager at all on a system that is not known', () => {
    expect(managerFor(aPlan(), aSystem('plan9').system)).toBeUndefined()
  })
})

describe('how it stands', () => {
  it('is read from what systemd and launchd say', async () => {
    const systemd = managerOn('linux', () => ({
      out: 'LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nMainPID=4711\n',
    }))
    await systemd.manager.install()
    expect(await systemd.manager.state()).toEqual({ installed: true, enabled: true, running: true, pid: 4711 })
    const loaded = obliging()
    const out = 'gui/501/interlock = {\n\tstate = running\n\tpid = 99\n}\n'
    const launchd = managerOn('darwin', (command) => ({ ...loaded(command), out }))
    await launchd.manager.install()
    expect(await launchd.manager.state()).toEqual({ installed: true, enabled: true, running: true, pid: 99 })
  })

  it('tells who is logged out what becomes of it', async () => {
    const { manager } = managerOn('linux', (command) => (command.startsWith('loginctl') ? { out: 'Linger=no\n' } : {}))
    expect(await manager.notes()).toEqual([expect.stringContaining('enable-linger')])
  })
})
