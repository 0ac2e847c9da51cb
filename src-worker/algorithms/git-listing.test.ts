import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gitConfiguration, gitEnvironment, gitListArgv, parseGitListing } from './git-listing.ts'

let repository: string

function git(argv: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync('git', argv, {
    cwd: repository,
    env: { PATH: process.env['PATH'] ?? '', ...gitEnvironment() },
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(stderr.toString())
  return stdout
}

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'interlock-git-'))
  mkdirSync(join(repository, 'docs'))
  for (const name of ['docs/café.md', 'b.md', 'a.md', 'tab\tname', ' space ', 'new\nline', 'quo"te', '😀.txt']) {
    writeFileSync(join(repository, name), '')
  }
  writeFileSync(Buffer.concat([Buffer.from(`${repository}/latin`), Buffer.from([0xe9])]), '')
  git(['init', '-q'])
  git(['add', '-A'])
})
afterAll(() => rmSync(repository, { recursive: true, force: true }))

describe('a git listing', () => {
  it('holds every name as it is, in byte order', () => {
    const [, ...argv] = gitListArgv()
    expect(parseGitListing(git(argv))).toEqual({
      paths: [' space ', 'a.md', 'b.md', 'docs/café.md', 'new\nline', 'quo"te', 'tab\tname', '😀.txt'],
      unreadableNames: 1,
    })
  })

  it('in dali mode holds quoted names and loses outer blanks', () => {
    const [, ...argv] = gitListArgv('dali')
    expect(parseGitListing(git(argv), 'dali').paths).toEqual([
      'space',
      'a.md',
      'b.md',
      '"docs/caf\\303\\251.md"',
      '"latin\\351"',
      '"new\\nline"',
      '"quo\\"te"',
      '"tab\\tname"',
      '"\\360\\237\\230\\200.txt"',
    ])
  })

  it.each(['/plain', '/with "quotes" and \\', '/line\nbreak', '/#hash ;semicolon ', '/*', '/%(prefix)'])(
    'excepts exactly the folder %j from the look at owners',
    (folder) => {
      const file = join(repository, '.git', 'excepted')
      writeFileSync(file, gitConfiguration(folder))
      expect(git(['config', '--file', file, '--null', '--list']).toString()).toBe(`safe.directory\n${folder}\0`)
    },
  )

  it('names an unmerged file once', () => {
    expect(parseGitListing(Buffer.from('a\0b\0b\0b\0c\0')).paths).toEqual(['a', 'b', 'c'])
    expect(parseGitListing(Buffer.alloc(0)).paths).toEqual([])
  })

  it('starts no program that the repository names', () => {
    const trap = join(repository, 'trap')
    git(['config', 'core.fsmonitor', `touch ${trap}`])
    spawnSync('git', ['status'], { cwd: repository })
    expect(existsSync(trap)).toBe(true)
    rmSync(trap)
    for (const compat of ['dali', undefined] as const) git(gitListArgv(compat).slice(1))
    expect(existsSync(trap)).toBe(false)
  })
})
