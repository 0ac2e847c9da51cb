import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LaunchRefused } from '#confine'
import { anIndex } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

function git(...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd: bed.workspace })
}

describe('case 50 a .git that leads elsewhere', () => {
  it('is refused before a command starts', async () => {
    symlinkSync(bed.outside, join(bed.workspace, '.git'))
    const attack = 'echo EVIL > .git/secret.txt'
    await bed.sh(attack, { guard: 'unguarded' })
    expect(readFileSync(bed.secret, 'utf8')).toBe('EVIL\n')
    writeFileSync(bed.secret, 'SECRET')
    await expect(bed.sh(attack)).rejects.toMatchObject({ code: 'workspace_unsafe' })
    expect(readFileSync(bed.secret, 'utf8')).toBe('SECRET')
  })
})

describe('case 50 a .git that names programs', () => {
  const HOSTILE = `[core]
\tfsmonitor = "touch fsmonitor-ran; false"
\tsshCommand = touch ssh-ran
\thooksPath = hooks
\tworktree = /
[filter "evil"]
\tclean = touch clean-ran; cat
[diff]
\texternal = touch diff-ran
[alias]
\tls-files = !touch alias-ran
[include]
\tpath = ../included
`

  it('case 50 runs them for who looks at it with git, and none for an index', async () => {
    git('init', '-q')
    bed.write('a.txt', 'a')
    bed.write('.gitattributes', '*.txt filter=evil\n')
    bed.write('included', '[core]\n\tfsmonitor = "touch included-ran; false"\n')
    bed.write('bare/HEAD', 'ref: refs/heads/main\n')
    git('add', 'a.txt', '.gitattributes')
    const ran = () => readdirSync(bed.workspace).filter((name) => name.endsWith('-ran'))
    const { core } = await testCore({ workspace: bed.workspace })
    const config = readFileSync(join(bed.workspace, '.git/config'), 'utf8')
    bed.write('.git/config', config + HOSTILE)
    const index = await enqueued(core, anIndex())
    await settled(core, index)
    expect(ran()).toEqual([])
    bed.write('.git/config', config + HOSTILE.replace('\tworktree = /\n', ''))
    expect(await settled(core, await enqueued(core, anIndex()))).toMatchObject({ state: 'succeeded' })
    expect(ran()).toEqual([])
    bed.write('a.txt', 'b')
    execFileSync('sh', ['-c', 'git status; git diff; true'], { cwd: bed.workspace, stdio: 'ignore' })
    expect(ran()).not.toEqual([])
  })
})

describe('case 51 what git runs later', () => {
  const plant = `echo 'touch hacked' > .git/hooks/pre-commit`
  const move = `mv .git aside; mkdir -p .git/hooks; ${plant}`

  it.each([
    ['a hook is written', plant],
    ['the .git is moved away and another put there', move],
    ['the configuration is written', 'git config core.fsmonitor ./evil'],
  ])('%s without the guard, and not with it', async (_, attack) => {
    const content = (path: string) => {
      const full = join(bed.workspace, path)
      return existsSync(full) ? readFileSync(full, 'utf8') : ''
    }
    const trace = () =>
      /touch hacked|fsmonitor/.exec(content('.git/hooks/pre-commit') + content('.git/config'))?.[0] ?? ''
    git('init', '-q')
    expect((await bed.sh(`${attack}; true`)).exitCode).toBe(0)
    expect(trace()).toBe('')
    await bed.sh(attack, { guard: 'unguarded' })
    expect(trace()).not.toBe('')
  })

  it('a job that may commit commits, and writes neither hook nor configuration', async () => {
    git('init', '-q')
    bed.write('a.txt', 'a')
    const attack = `git -c user.name=t -c user.email=t@x -c safe.directory='*' commit -qm one --allow-empty; ${plant}; git config core.fsmonitor ./evil; mv .git aside; git log --oneline | wc -l`
    const { out } = await bed.sh(attack, { confinement: { git: 'pinned' } })
    expect(out).toBe('1\n')
    expect(existsSync(join(bed.workspace, '.git/hooks/pre-commit'))).toBe(false)
    expect(readFileSync(join(bed.workspace, '.git/config'), 'utf8')).not.toContain('fsmonitor')
  })
})

describe('case 51 places from which git takes hooks and configuration instead', () => {
  const EVIL = '[core]\n\trepositoryformatversion = 0\n\tfsmonitor = "touch git-ran; false"\n'
  /** What whoever works there with git would set off. */
  function looked(): boolean {
    execFileSync('sh', ['-c', 'git status; true'], { cwd: bed.workspace, stdio: 'ignore' })
    return existsSync(join(bed.workspace, 'git-ran'))
  }
  const here = () => readdirSync(bed.workspace).includes('.git')

  it('a repository made where there was none runs programs without the guard, and cannot be made with it', async () => {
    bed.write('evil', EVIL)
    const attack = 'git init -q; mkdir .git; cat evil >> .git/config; echo gitdir: x > .git; ls -A .git; true'
    expect(await bed.sh(attack)).toMatchObject({ exitCode: 0, out: '' })
    expect(here()).toBe(false)
    expect(looked()).toBe(false)
    await bed.sh(attack, { guard: 'unguarded' })
    expect(looked()).toBe(true)
  })

  /** Makes a repository of the workspace itself, as `git init --bare` would, with a configuration that names a program. */
  const BARE = 'mkdir objects refs; echo "ref: refs/heads/main" > HEAD; mv evil config'
  const EVIL_BARE = `${EVIL}\tbare = false\n\tworktree = .\n`

  it('a repository without a .git runs programs without the guard, and cannot be made with it', async () => {
    bed.write('evil', EVIL_BARE)
    expect((await bed.sh(`${BARE}; ls -d HEAD/x`)).exitCode).not.toBe(0)
    expect(readdirSync(bed.workspace).toSorted()).toEqual(['config', 'objects', 'refs'])
    expect(looked()).toBe(false)
    bed.write('evil', EVIL_BARE)
    await bed.sh(BARE, { guard: 'unguarded' })
    expect(looked()).toBe(true)
  })

  it('a job that may commit makes none by spoiling its .git, and still names HEAD', async () => {
    git('init', '-q')
    git('commit', '-qm', 'one', '--allow-empty')
    bed.write('evil', EVIL_BARE)
    const honest = `git -c safe.directory='*' log --format=%s HEAD`
    const { out } = await bed.sh(`${honest}; rm .git/HEAD; ${BARE}; true`, { confinement: { git: 'pinned' } })
    expect(out).toBe('one\n')
    expect(looked()).toBe(false)
    bed.write('evil', EVIL_BARE)
    await bed.sh(`rm -rf HEAD objects refs config; ${BARE}`, { guard: 'unguarded' })
    expect(looked()).toBe(true)
  })

  it('nor by one whose refs and configuration lie where a commondir says', async () => {
    const attack = `rm .git/HEAD; mkdir -p evil/objects evil/refs objects; echo 'ref: refs/heads/main' > HEAD
      mv program evil/config; echo evil > commondir; true`
    const elsewhere = () => {
      const { stdout } = spawnSync('git', ['config', 'core.fsmonitor'], { cwd: bed.workspace, encoding: 'utf8' })
      return stdout
    }
    git('init', '-q')
    bed.write('program', EVIL)
    await bed.sh(attack, { confinement: { git: 'pinned' } })
    expect(elsewhere()).toBe('')
    expect(readdirSync(bed.workspace)).not.toContain('refs')
    rmSync(join(bed.workspace, 'HEAD'))
    rmSync(join(bed.workspace, 'evil'), { recursive: true })
    git('init', '-q')
    bed.write('program', EVIL)
    await bed.sh(attack, { guard: 'unguarded' })
    expect(elsewhere()).toContain('touch git-ran')
  })

  it.each([
    ['in which git sees no reference', 'printf "ref:\\vrefs/heads/main\\n" > .git/HEAD'],
    ['whose folders git may not enter', 'chmod 0 .git/refs'],
  ])('nor does another job beside a .git %s', async (_, spoil) => {
    git('init', '-q')
    bed.write('evil', EVIL_BARE)
    await bed.sh(`${spoil}; true`, { confinement: { git: 'pinned' } })
    await bed.sh(`${BARE}; true`)
    expect(existsSync(join(bed.workspace, 'HEAD'))).toBe(false)
  })

  it('what a killed worker left for a HEAD is taken away once there is a repository', async () => {
    git('init', '-q')
    mkdirSync(join(bed.workspace, 'HEAD'))
    await bed.sh('true')
    expect(existsSync(join(bed.workspace, 'HEAD'))).toBe(false)
  })

  it.each([
    ['a name', 'started'],
    ['ref: refs/heads/main\n', 'workspace_unsafe'],
    ['ABCDEF0123'.repeat(4), 'workspace_unsafe'],
  ])('a HEAD that is there, %j, is not made one: %s', async (head, outcome) => {
    bed.write('HEAD', head)
    bed.write('evil', EVIL_BARE)
    const attempt = bed.sh(`rm -f HEAD; ${BARE}; true`).then(
      () => 'started',
      (error: unknown) => (error instanceof LaunchRefused ? error.code : error),
    )
    expect(await attempt).toBe(outcome)
    expect(readFileSync(join(bed.workspace, 'HEAD'), 'utf8')).toBe(head)
    expect(looked()).toBe(false)
  })

  it('an empty .git stands in until the last of the commands that run at once has ended', async () => {
    const slow = bed.sh('while [ ! -e go ]; do sleep 0.02; done; mkdir .git/hooks; git init -q; true')
    await expect.poll(here).toBe(true)
    await bed.sh('true')
    expect(here()).toBe(true)
    bed.write('go', '')
    expect((await slow).exitCode).toBe(0)
    expect(here()).toBe(false)
  })

  it('a job that may commit gives git no other configuration, and leaves none of what stood in', async () => {
    git('init', '-q')
    git('commit', '-qm', 'one', '--allow-empty')
    mkdirSync(join(bed.workspace, '.git/modules/inner'), { recursive: true })
    const attack = `cp -r .git evil; printf '${EVIL.replaceAll('\n', String.raw`\n`).replaceAll('\t', String.raw`\t`)}' > evil/config
      rm -f .git/commondir; echo ../evil > .git/commondir; cp evil/config .git/modules/inner/config; true`
    const commit = `git -c user.name=t -c user.email=t@x -c safe.directory='*' commit -qm two --allow-empty`
    expect((await bed.sh(`${attack}; ${commit}`, { confinement: { git: 'pinned' } })).exitCode).toBe(0)
    expect(existsSync(join(bed.workspace, '.git/commondir'))).toBe(false)
    expect(existsSync(join(bed.workspace, '.git/modules/inner/config'))).toBe(false)
    expect(execFileSync('git', ['log', '--format=%s'], { cwd: bed.workspace, encoding: 'utf8' })).toBe('two\none\n')
    expect(looked()).toBe(false)
    await bed.sh(attack, { guard: 'unguarded' })
    expect(looked()).toBe(true)
  })
})

describe('case 53 a workspace around what is Interlock’s own', () => {
  it('case 53 is given to no command', async () => {
    const home = join(bed.workspace, 'data/spool/run/home')
    mkdirSync(home, { recursive: true })
    writeFileSync(join(bed.workspace, 'data/config.json'), '{}')
    const attack = 'echo EVIL > data/config.json'
    await expect(bed.sh(attack, { confinement: { home } })).rejects.toMatchObject({ code: 'workspace_unsafe' })
    expect(readFileSync(join(bed.workspace, 'data/config.json'), 'utf8')).toBe('{}')
    await bed.sh(attack, { guard: 'unguarded' })
    expect(readFileSync(join(bed.workspace, 'data/config.json'), 'utf8')).toBe('EVIL\n')
  })
})

describe('case 52 files that programs run by themselves', () => {
  it('run inside only, where nothing outside can be touched', async () => {
    bed.write('Makefile', `all:\n\tcat ${bed.secret}; echo EVIL > ${bed.secret}\n`)
    bed.write('.npmrc', 'script-shell=./evil\n')
    const attack = ['sh', '-c', `sh -c "$(sed -n 's/^\t//p' Makefile)"`]
    expect((await bed.run(attack)).out).toBe('')
    expect(readFileSync(bed.secret, 'utf8')).toBe('SECRET')
    expect((await bed.run(attack, { guard: 'unguarded' })).out).toBe('SECRET')
    expect(readFileSync(bed.secret, 'utf8')).toBe('EVIL\n')
  })
})

describe('case 13 to 15 links and exchanged folders', () => {
  it.each(['/etc/shadow', '/proc/self/environ'])('case 13 a link to %s shows nothing of it', async (target) => {
    symlinkSync(target, join(bed.workspace, 'link'))
    const { out } = await bed.sh('cat link', { env: { CANARY: 'x' } })
    expect(out).not.toMatch(/root:|HOSTNAME/)
  })

  it('case 13 a link out of the workspace is followed without the guard, and leads nowhere with it', async () => {
    symlinkSync(bed.secret, join(bed.workspace, 'link'))
    expect((await bed.sh('cat link', { guard: 'unguarded' })).out).toBe('SECRET')
    expect((await bed.sh('cat link')).out).toBe('')
  })

  it('case 13 a toolchain in whose place a job put a link is not shown, and what it leads to neither', async () => {
    const tools = join(bed.outside, 'tools')
    mkdirSync(tools)
    writeFileSync(join(tools, 'name'), 'TOOL')
    const attack = `cat ${tools}/name ${tools}/secret.txt; true`
    const shows = async () => (await bed.sh(attack, { confinement: { toolchains: [tools] } })).out
    expect(await shows()).toBe('TOOL')
    renameSync(tools, join(bed.outside, 'aside'))
    symlinkSync(bed.outside, tools)
    expect(await shows()).toBe('')
    expect((await bed.sh(attack, { guard: 'unguarded' })).out).toBe('SECRET')
  })

  it('case 15 a workspace that is exchanged for another folder stays the one that was opened', async () => {
    bed.write('name', 'OURS')
    const evil = join(bed.outside, 'evil')
    mkdirSync(evil)
    writeFileSync(join(evil, 'name'), 'EVIL')
    const swap = `import ctypes, sys; sys.exit(ctypes.CDLL(None).renameat2(-100, sys.argv[1].encode(), -100, sys.argv[2].encode(), 2))`
    execFileSync('python3', ['-c', swap, bed.workspace, evil])
    try {
      expect((await bed.sh('cat name')).out).toBe('OURS')
      expect(readFileSync(join(bed.workspace, 'name'), 'utf8')).toBe('EVIL')
    } finally {
      execFileSync('python3', ['-c', swap, bed.workspace, evil])
    }
  })
})
