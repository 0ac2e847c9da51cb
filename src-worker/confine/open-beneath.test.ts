import {
  closeSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRoot, type Root } from './open-beneath.ts'
import { PathRejected } from './path-rejected.ts'
import { type Bed, makeBed, python } from './test-bed.ts'

let bed: Bed
let root: Root

beforeEach(() => {
  bed = makeBed()
  root = openRoot(bed.root)
})
afterEach(() => {
  root.close()
  bed.remove()
})

function reasonOf(act: () => unknown): string {
  try {
    act()
    return 'accepted'
  } catch (error) {
    if (error instanceof PathRejected) return error.reason
    throw error
  }
}

function read(path: string, limitBytes = 1000): string {
  return root.readFile(path, { limitBytes }).bytes.toString('utf8')
}

describe('reading', () => {
  it('reads a file and never more of it than allowed', () => {
    bed.write('a/b/c.txt', '0123456789')
    expect(root.readFile('a/b/c.txt', { limitBytes: 4 })).toEqual({ bytes: Buffer.from('0123'), size: 10 })
    expect(read('a/b/c.txt')).toBe('0123456789')
  })

  it('reads into memory it is given', () => {
    bed.write('a.txt', 'hello')
    const into = Buffer.alloc(16)
    const { bytes } = root.readFile('a.txt', { limitBytes: 16, into })
    expect(bytes.toString()).toBe('hello')
    expect(bytes.buffer).toBe(into.buffer)
  })

  it('reads the beginning of a huge sparse file at once', () => {
    python(
      'import os,sys; os.truncate(os.open(sys.argv[1], os.O_CREAT|os.O_WRONLY), 10 * 2**30)',
      join(bed.root, 'huge'),
    )
    const { bytes, size } = root.readFile('huge', { limitBytes: 128 })
    expect([bytes.length, size]).toEqual([128, 10 * 2 ** 30])
  })

  it('refuses links, in the last component and before it', () => {
    bed.write('dir/f', 'x')
    symlinkSync(join(bed.outside, 'secret.txt'), join(bed.root, 'link'))
    symlinkSync(bed.outside, join(bed.root, 'out'))
    symlinkSync('dir', join(bed.root, 'in'))
    symlinkSync('loop', join(bed.root, 'loop'))
    for (const path of ['link', 'out/secret.txt', 'in/f', 'loop']) expect(reasonOf(() => read(path))).toBe('symlink')
  })

  it('refuses whatever is not a file, without waiting for it', () => {
    mkdirSync(join(bed.root, 'dir'))
    python('import os,sys; os.mkfifo(sys.argv[1])', join(bed.root, 'README.md'))
    python('import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])', join(bed.root, 'socket'))
    const started = performance.now()
    for (const path of ['dir', 'README.md', 'socket']) expect(reasonOf(() => read(path))).toBe('not_a_file')
    expect(reasonOf(() => root.open('README.md', 'append'))).toBe('not_a_file')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('says what is missing, what is no directory and what may not be read', () => {
    bed.write('file', 'x')
    expect(reasonOf(() => read('nope'))).toBe('not_found')
    expect(reasonOf(() => read('nope/x'))).toBe('not_found')
    expect(reasonOf(() => read('file/x'))).toBe('not_a_directory')
    expect(reasonOf(() => read('.'))).toBe('not_a_file')
  })

  it('refuses a file on another file system', () => {
    const devices = openRoot('/')
    expect(reasonOf(() => devices.readFile('proc/self/environ', { limitBytes: 10 }))).not.toBe('accepted')
    expect(reasonOf(() => devices.readFile('proc/version', { limitBytes: 10 }))).toBe('other_device')
    devices.close()
  })

  it('describes entries without following them', () => {
    bed.write('file', 'abc')
    symlinkSync('file', join(bed.root, 'link'))
    expect(root.stat('file')).toMatchObject({ kind: 'file', size: 3, links: 1 })
    expect(root.stat('link').kind).toBe('symlink')
    expect(root.stat('.').kind).toBe('directory')
  })

  it('lists at most as many names as asked for', () => {
    for (let n = 0; n < 10; n++) bed.write(`many/${n}`, '')
    expect(root.readdir('many', { limit: 3 })).toMatchObject({ complete: false, names: { length: 3 } })
    expect(root.readdir('many', { limit: 10 }).complete).toBe(true)
    expect(root.readdir('.', { limit: 10 }).names).toEqual(['many'])
  })
})

describe('a root with kept directories', () => {
  it('serves many directories with few descriptors', () => {
    for (let n = 0; n < 40; n++) bed.write(`d${n}/e/f/x.txt`, String(n))
    const before = readdirSync('/proc/self/fd').length
    const kept = openRoot(bed.root, { cachedDirectories: 4 })
    for (let pass = 0; pass < 3; pass++) {
      for (let n = 0; n < 40; n++) {
        expect(kept.readFile(`d${n}/e/f/x.txt`, { limitBytes: 9 }).bytes.toString()).toBe(String(n))
      }
    }
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 5)
    kept.close()
    expect(readdirSync('/proc/self/fd')).toHaveLength(before)
  })

  it('works with room for a single one', () => {
    bed.write('a/b/c/d.txt', 'deep')
    const kept = openRoot(bed.root, { cachedDirectories: 1 })
    expect(kept.readFile('a/b/c/d.txt', { limitBytes: 9 }).bytes.toString()).toBe('deep')
    kept.close()
  })

  it('leaks no descriptor when a walk fails', () => {
    bed.write('a/b/c.txt', '')
    const before = readdirSync('/proc/self/fd').length
    for (const path of ['a/b/x/y', 'a/x', 'a/b/c.txt/d', 'a/b']) expect(reasonOf(() => read(path))).not.toBe('accepted')
    expect(readdirSync('/proc/self/fd')).toHaveLength(before)
  })
})

describe('writing', () => {
  it('puts a file in place whole, and leaves nothing beside it', () => {
    root.mkdir('out/deep')
    root.writeFile('out/deep/a.txt', Buffer.from('one'))
    root.writeFile('out/deep/a.txt', Buffer.from('two'), { mode: 0o600 })
    expect(readFileSync(join(bed.root, 'out/deep/a.txt'), 'utf8')).toBe('two')
    expect(statSync(join(bed.root, 'out/deep/a.txt')).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(bed.root, 'out/deep'))).toEqual(['a.txt'])
  })

  it('makes directories that exist without complaint, but not through a link or over a file', () => {
    root.mkdir('a/b')
    root.mkdir('a/b')
    symlinkSync(bed.outside, join(bed.root, 'out'))
    bed.write('file', '')
    expect(reasonOf(() => root.mkdir('out/x'))).toBe('symlink')
    expect(reasonOf(() => root.mkdir('out'))).toBe('symlink')
    expect(reasonOf(() => root.mkdir('file'))).toBe('not_a_directory')
    expect(readdirSync(bed.outside)).toEqual(['secret.txt'])
  })

  it('refuses to write to a file that has another name elsewhere', () => {
    linkSync(join(bed.outside, 'secret.txt'), join(bed.root, 'linked.txt'))
    expect(read('linked.txt')).toBe('SECRET')
    expect(reasonOf(() => root.open('linked.txt', 'write'))).toBe('hard_link')
    expect(reasonOf(() => root.writeFile('linked.txt', Buffer.from('x')))).toBe('hard_link')
    expect(readFileSync(join(bed.outside, 'secret.txt'), 'utf8')).toBe('SECRET')
  })

  it('refuses to write through a link', () => {
    symlinkSync(join(bed.outside, 'secret.txt'), join(bed.root, 'link'))
    symlinkSync(join(bed.outside, 'new.txt'), join(bed.root, 'dangling'))
    for (const path of ['link', 'dangling']) {
      expect(reasonOf(() => root.writeFile(path, Buffer.from('x')))).toBe('symlink')
      expect(reasonOf(() => root.open(path, 'write'))).toBe('symlink')
    }
    expect(reasonOf(() => root.open('dangling', 'create'))).toBe('exists')
    expect(readdirSync(bed.outside)).toEqual(['secret.txt'])
  })

  it('creates, empties and appends by descriptor', () => {
    const created = root.open('log', 'create')
    writeSync(created, 'first')
    closeSync(created)
    expect(reasonOf(() => root.open('log', 'create'))).toBe('exists')
    const appended = root.open('log', 'append')
    writeSync(appended, ' second')
    closeSync(appended)
    expect(read('log')).toBe('first second')
    closeSync(root.open('log', 'write'))
    expect(read('log')).toBe('')
    const reading = root.open('log', 'read')
    expect(readSync(reading, Buffer.alloc(1))).toBe(0)
    closeSync(reading)
  })
})

describe('resolveInside', () => {
  beforeEach(() => {
    bed.write('docs/alpha.md', 'alpha')
    symlinkSync('docs/alpha.md', join(bed.root, 'link_in'))
    symlinkSync('/etc/hostname', join(bed.root, 'link_out'))
    symlinkSync('/etc', join(bed.root, 'linkdir_out'))
    symlinkSync('../docs', join(bed.root, 'docs/self'))
    symlinkSync(join(bed.root, 'docs'), join(bed.root, 'absolute_in'))
    symlinkSync('../workspace/docs', join(bed.root, 'out_and_back'))
    symlinkSync('../outside/secret.txt', join(bed.root, 'beside'))
    symlinkSync('docs/../../workspace/./docs//alpha.md', join(bed.root, 'winding'))
    symlinkSync('nowhere', join(bed.root, 'dangling'))
    symlinkSync('../outside/nowhere', join(bed.root, 'dangling_out'))
    symlinkSync('b', join(bed.root, 'a'))
    symlinkSync('a', join(bed.root, 'b'))
  })

  it.each([
    ['docs/alpha.md', 'docs/alpha.md'],
    ['./docs//alpha.md', 'docs/alpha.md'],
    ['link_in', 'docs/alpha.md'],
    ['docs/self/self/alpha.md', 'docs/alpha.md'],
    ['absolute_in/alpha.md', 'docs/alpha.md'],
    ['out_and_back/alpha.md', 'docs/alpha.md'],
    ['winding', 'docs/alpha.md'],
    ['.', '.'],
    ['out_and_back', 'docs'],
  ])('follows %j to %j', (path, rel) => expect(root.resolveInside(path).rel).toBe(rel))

  it.each([
    [' ', 'empty'],
    ['/etc/passwd', 'absolute'],
    ['docs/../docs', 'parent_ref'],
    ['link_out', 'outside_repo'],
    ['linkdir_out', 'outside_repo'],
    ['linkdir_out/nothing', 'outside_repo'],
    ['beside', 'outside_repo'],
    ['dangling_out', 'outside_repo'],
    ['dangling', 'not_found'],
    ['nope', 'not_found'],
    ['docs/alpha.md/x', 'not_found'],
    ['a', 'symlink'],
    ['a\0b', 'control_char'],
  ])('refuses %j: %s', (path, reason) => {
    expect(reasonOf(() => root.resolveInside(path))).toBe(reason)
    expect(reasonOf(() => root.readInside(path, { limitBytes: 10 }))).toBe(reason)
  })

  it('reads what it resolved, and says where that is', () => {
    const { bytes, inside } = root.readInside('docs/self/alpha.md', { limitBytes: 100 })
    expect([bytes.toString(), inside.rel]).toEqual(['alpha', 'docs/alpha.md'])
    expect(root.readInside('./docs//alpha.md', { limitBytes: 100 }).inside.rel).toBe('docs/alpha.md')
    expect(read('docs/alpha.md')).toBe('alpha')
  })

  it('does not trust a resolved path: what is a link by then is refused', () => {
    const inside = root.resolveInside('link_in')
    renameSync(join(bed.root, 'docs/alpha.md'), join(bed.root, 'docs/old.md'))
    symlinkSync('/etc/hostname', join(bed.root, 'docs/alpha.md'))
    expect(reasonOf(() => root.readFile(inside, { limitBytes: 10 }))).toBe('symlink')
  })

  it('reads names that git lists and a careful path may not hold', () => {
    bed.write('tab\tname', 'tab')
    writeFileSync(join(bed.root, 'back\\slash'), 'back')
    expect(root.readInside('tab\tname', { limitBytes: 10 }).bytes.toString()).toBe('tab')
    expect(root.readInside('back\\slash', { limitBytes: 10 }).bytes.toString()).toBe('back')
  })

  it('follows forty links in a row, not more', () => {
    bed.write('end', 'x')
    symlinkSync('end', join(bed.root, 'chain0'))
    for (let n = 1; n <= 40; n++) symlinkSync(`chain${n - 1}`, join(bed.root, `chain${n}`))
    expect(root.resolveInside('chain39').rel).toBe('end')
    expect(reasonOf(() => root.resolveInside('chain40'))).toBe('symlink')
  })
})

describe('a root', () => {
  it('stays with its directory when the path is exchanged', () => {
    bed.write('a.txt', 'ours')
    renameSync(bed.root, `${bed.root}.moved`)
    mkdirSync(bed.root)
    bed.write('a.txt', 'EVIL')
    expect(read('a.txt')).toBe('ours')
  })

  it('refuses to be a file', () => {
    bed.write('file', '')
    expect(reasonOf(() => openRoot(join(bed.root, 'file')))).toBe('not_a_directory')
  })

  it('gives a working directory that stays the same one', () => {
    mkdirSync(join(bed.root, 'cwd'))
    const held = root.directory('cwd')
    renameSync(join(bed.root, 'cwd'), join(bed.root, 'moved'))
    symlinkSync(bed.outside, join(bed.root, 'cwd'))
    writeFileSync(join(held.path, 'here'), '')
    expect(readdirSync(join(bed.root, 'moved'))).toEqual(['here'])
    held.close()
  })

  it.each(['darwin', 'win32'] as const)(
    'keeps links out as well as it can without descriptors (%s rules)',
    (platform) => {
      bed.write('dir/f', 'x')
      symlinkSync('dir', join(bed.root, 'in'))
      const careful = openRoot(bed.root, { platform })
      expect(careful.guarantee).not.toBe('race-free')
      expect(reasonOf(() => careful.readdir('in', { limit: 1 }))).toBe('symlink')
      expect(reasonOf(() => careful.mkdir('in/x'))).toBe('symlink')
      expect(careful.resolveInside('in/f').rel).toBe('dir/f')
      careful.close()
    },
  )
})
