import { spawnSync, type StdioOptions } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bed, openFiles, refusalOf, root, run, withLaunchBed } from './launch-bed.ts'
import { eventually } from './test-bed.ts'

withLaunchBed()

describe('a command that cannot be started', () => {
  it.each<[string, readonly string[], string]>([
    ['nothing', [], 'argv_empty'],
    ['an empty name', [''], 'argv_empty'],
    ['a NUL', ['echo', 'a\0b'], 'argv_nul'],
    ['a huge argument', ['echo', 'x'.repeat(200_000)], 'argv_too_long'],
    ['very many arguments', ['echo', ...Array.from({ length: 20_000 }, () => 'x'.repeat(60))], 'argv_too_long'],
    ['an unknown name', ['definitely-not-a-command'], 'command_not_found'],
    ['an unknown path', ['./nope'], 'command_not_found'],
    ['an unknown absolute path', ['/usr/nope'], 'command_not_found'],
    ['a path out of the workspace', ['../outside/tool'], 'command_outside_root'],
    ['a directory', ['./dir'], 'not_executable'],
    ['a file without the permission', ['./plain'], 'not_executable'],
    ['a script without an interpreter', ['./script'], 'not_executable'],
    ['a script with a missing interpreter', ['./lost'], 'not_executable'],
  ])('%s', async (_, argv, code) => {
    mkdirSync(join(bed.root, 'dir'))
    writeFileSync(join(bed.outside, 'tool'), '#!/bin/sh\n', { mode: 0o755 })
    bed.write('plain', '#!/bin/sh\n')
    chmodSync(bed.write('script', 'echo hi\n'), 0o755)
    chmodSync(bed.write('lost', '#!/usr/nope\n'), 0o755)
    expect(await refusalOf(run(argv))).toBe(code)
  })

  it('says no argument and no variable in its message', async () => {
    const token = 'ghp_1234567890'
    const attempts = [
      run(['echo', `${token}\0`]),
      run(['echo', token.repeat(20_000)]),
      run(['true'], { env: { A: `${token}\0` } }),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.not.toThrow(token)
  })

  it.each<[string, string, string]>([
    ['a file', 'file', 'cwd_not_a_directory'],
    ['missing', 'nope', 'not_found'],
    ['a link', 'link', 'symlink'],
    ['outside', '../outside', 'parent_ref'],
  ])('in a directory that is %s', async (_, path, code) => {
    bed.write('file', '')
    symlinkSync(bed.outside, join(bed.root, 'link'))
    expect(await refusalOf(run(['pwd'], { cwd: { root, path } }))).toBe(code)
  })

  it('because it was stopped before', async () => {
    expect(await refusalOf(run(['true'], { signal: AbortSignal.abort() }))).toBe('stopped_before_start')
  })

  it('leaves no descriptors behind, however often', async () => {
    const open = () => readdirSync('/proc/self/fd').length
    await run(['true'])
    const before = open()
    for (let n = 0; n < 30; n++) {
      await refusalOf(run(['nope']))
      await refusalOf(run(['true'], { signal: AbortSignal.abort() }))
      await run(['true'])
    }
    // Pipes are made for several commands at once.
    expect(await eventually(() => open() <= before + 32)).toBe(true)
  })
})

describe('the executable', () => {
  it('is looked up in the PATH of the run, passing over what is not absolute', async () => {
    mkdirSync(join(bed.root, 'bin'))
    writeFileSync(join(bed.root, 'bin/tool'), '#!/bin/sh\necho mine\n', { mode: 0o755 })
    writeFileSync(join(bed.root, 'tool'), '#!/bin/sh\necho EVIL\n', { mode: 0o755 })
    expect(await refusalOf(run(['tool'], { env: { PATH: '.::bin' } }))).toBe('command_not_found')
    expect((await run(['tool'], { env: { PATH: `.:${bed.root}/bin:/usr/bin:/bin` } })).out).toBe('mine\n')
  })

  it('with a slash counts from the working directory', async () => {
    mkdirSync(join(bed.root, 'src'))
    writeFileSync(join(bed.root, 'tool'), '#!/bin/sh\necho $1\n', { mode: 0o755 })
    expect((await run(['../tool', 'arg'], { cwd: { root, path: 'src' } })).out).toBe('arg\n')
    expect((await run(['./tool', 'arg'])).out).toBe('arg\n')
  })

  it('is refused in the same words whether a folder it leads through is there or not', async () => {
    const told = async (folder: string) => {
      const way = `${bed.outside}/${folder}/../..${'/..'.repeat(bed.outside.split('/').length - 2)}/usr/bin`
      writeFileSync(join(bed.root, 'script'), `#!${way}/perl\n`, { mode: 0o755 })
      symlinkSync(`${way}/true`, join(bed.root, 'link'))
      try {
        const words = []
        for (const command of [`${way}/true`, './script', './link'])
          words.push(await run([command]).catch((error: unknown) => String(error).replaceAll(folder, 'FOLDER')))
        return words
      } finally {
        rmSync(join(bed.root, 'link'))
      }
    }
    mkdirSync(join(bed.outside, 'here'))
    const words = await told('here')
    expect(words).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('outside of what a job sees')))
    expect(await told('gone')).toEqual(words)
  })

  it('may be a link to somewhere else, as in a virtual environment', async () => {
    mkdirSync(join(bed.root, 'venv/bin'), { recursive: true })
    symlinkSync('/bin/sh', join(bed.root, 'venv/bin/shell'))
    expect((await run(['venv/bin/shell', '-c', 'echo $0'])).out).toBe(`${bed.root}/venv/bin/shell\n`)
  })
})

it('keeps descriptors that its own parent left open away from the command', async () => {
  const script = `
    const { launch, openRoot } = await import(${JSON.stringify(pathToFileURL(`${import.meta.dirname}/index.ts`).href)})
    const started = await launch({
      argv: ['ls', '-l', '/proc/self/fd'],
      cwd: { root: openRoot(${JSON.stringify(bed.root)}), path: '.' },
      env: { PATH: process.env.PATH },
      onOutput: (_, bytes) => process.stdout.write(bytes),
      stdin: 'ignore',
      timeoutMs: 10_000,
    })
    await started.exited
    process.stdout.write(await import('node:fs').then((fs) => fs.readFileSync(40, 'utf8')))
  `
  const leaked = openSync(bed.write('leaked', 'OPEN HERE'), 'r')
  const stdio: StdioOptions = [
    'ignore',
    'pipe',
    'inherit',
    ...Array.from({ length: 37 }, () => 'ignore' as const),
    leaked,
  ]
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { stdio, encoding: 'utf8' })
  closeSync(leaked)
  expect(stdout).toMatch(/OPEN HERE$/)
  expect(openFiles(stdout)).toEqual(['/dev/null', 'fifo', 'fifo'])
})
