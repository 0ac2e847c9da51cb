import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isDeniedPath, PathRejected, splitRel } from '#confine'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

const NUL = '\0'

describe('case 1 to 9, 11 and 12 hostile names', () => {
  it.each<[number, string, string]>([
    [1, '../outside/secret.txt', 'parent_ref'],
    [2, 'a/../../outside/secret.txt', 'parent_ref'],
    [3, '/etc/passwd', 'absolute'],
    [4, 'C:\\Windows\\win.ini', 'absolute'],
    [4, 'C:x', 'absolute'],
    [5, '\\\\srv\\share\\x', 'absolute'],
    [5, '//srv/x', 'absolute'],
    [6, `f${NUL}.txt`, 'control_char'],
    [7, 'a\\..\\..\\b', 'backslash'],
    [8, './a', 'dot_part'],
    [8, 'a//b', 'empty_part'],
    [8, 'a/', 'empty_part'],
    [12, 'a\ud800', 'malformed'],
    [12, 'x'.repeat(300), 'too_long'],
    [12, Array.from({ length: 5000 }, () => 'a').join('/'), 'too_long'],
  ])('case %i %j is refused', (_, path) => {
    expect(() => splitRel(path)).toThrow(PathRejected)
    expect(() => bed.root.readFile(path, { limitBytes: 100 })).toThrow(PathRejected)
  })

  it('case 1 a name joined to the folder without the guard leads out of it', () => {
    expect(readFileSync(join(bed.workspace, '../outside/secret.txt'), 'utf8')).toBe('SECRET')
  })

  it('case 9 an encoded name is a name, and is never decoded', () => {
    expect(splitRel('%2e%2e%2fx')).toEqual(['%2e%2e%2fx'])
  })

  it('case 11 another way to write .git is .git', () => {
    expect(['.GIT/hooks/x', '.g\u200cit/config', 'a/.git/config'].map(isDeniedPath)).toEqual([true, true, true])
  })
})

describe('case 13, 16, 17 and 18 hostile entries', () => {
  it('case 13 links are not followed', () => {
    symlinkSync(bed.secret, join(bed.workspace, 'link'))
    symlinkSync('loop', join(bed.workspace, 'loop'))
    symlinkSync('..', join(bed.workspace, 'up'))
    expect(readFileSync(join(bed.workspace, 'link'), 'utf8')).toBe('SECRET')
    for (const name of ['link', 'loop', 'up/outside/secret.txt'])
      expect(() => bed.root.readFile(name, { limitBytes: 100 })).toThrow(PathRejected)
  })

  it('case 16 a file with another name outside is not written through', () => {
    linkSync(bed.secret, join(bed.workspace, 'hard'))
    expect(() => bed.root.writeFile('hard', Buffer.from('EVIL'))).toThrow(PathRejected)
    expect(readFileSync(bed.secret, 'utf8')).toBe('SECRET')
    writeFileSync(join(bed.workspace, 'hard'), 'EVIL')
    expect(readFileSync(bed.secret, 'utf8')).toBe('EVIL')
  })

  it('case 16 a command gives no file outside another name without the guard, and cannot with it', async () => {
    const attack = `ln ${bed.secret} hard && echo EVIL > hard`
    expect((await bed.sh(attack)).exitCode).not.toBe(0)
    expect(readFileSync(bed.secret, 'utf8')).toBe('SECRET')
    expect((await bed.sh(attack, { guard: 'unguarded' })).exitCode).toBe(0)
    expect(readFileSync(bed.secret, 'utf8')).toBe('EVIL\n')
  })

  it('case 16 a file with another name is read, as package managers link what they install', () => {
    linkSync(bed.secret, join(bed.workspace, 'hard'))
    expect(bed.root.readFile('hard', { limitBytes: 100 }).bytes.toString()).toBe('SECRET')
    expect(() => bed.root.open('hard', 'append')).toThrow(PathRejected)
  })

  it('case 17 what is no file is refused at once, and nothing hangs', () => {
    execFileSync('mkfifo', [join(bed.workspace, 'README.md')])
    mkdirSync(join(bed.workspace, 'folder'))
    for (const name of ['README.md', 'folder'])
      expect(() => bed.root.readFile(name, { limitBytes: 100 })).toThrow(PathRejected)
  })

  it('case 18 a link into /proc shows nothing of the worker', () => {
    for (const [name, target] of [
      ['env', '/proc/self/environ'],
      ['fd', '/proc/self/fd/3'],
    ] as const) {
      symlinkSync(target, join(bed.workspace, name))
      expect(() => bed.root.readInside(name, { limitBytes: 100 })).toThrow(PathRejected)
    }
  })
})
