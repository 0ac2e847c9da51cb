import { describe, expect, it } from 'vitest'
import { PathRejected, type PathReason } from './path-rejected.ts'
import { splitInside, splitRel } from './split-rel.ts'

function reasonOf(act: () => unknown): PathReason | 'accepted' {
  try {
    act()
    return 'accepted'
  } catch (error) {
    if (error instanceof PathRejected) return error.reason
    throw error
  }
}

describe('splitRel', () => {
  const hostile: [string, PathReason][] = [
    ['', 'empty'],
    ['../../etc/passwd', 'parent_ref'],
    ['a/../../x', 'parent_ref'],
    ['a/..', 'parent_ref'],
    ['/etc/passwd', 'absolute'],
    ['C:\\Windows\\win.ini', 'absolute'],
    ['C:x', 'absolute'],
    ['\\\\srv\\share\\x', 'absolute'],
    ['\\\\?\\C:\\x', 'absolute'],
    ['//srv/x', 'absolute'],
    ['f\0.txt', 'control_char'],
    ['f\n.txt', 'control_char'],
    ['f\u007f', 'control_char'],
    ['a\\..\\..\\b', 'parent_ref'],
    ['a\\b', 'not_canonical'],
    ['./a', 'not_canonical'],
    ['a//b', 'not_canonical'],
    ['a/', 'not_canonical'],
    ['a/./b', 'not_canonical'],
    ['a\ud800b', 'malformed'],
    ['n'.repeat(300), 'too_long'],
    ['é'.repeat(128), 'too_long'],
    [Array.from({ length: 5000 }, () => 'a').join('/'), 'too_long'],
  ]
  it.each(hostile)('refuses %j', (path, reason) => {
    expect(reasonOf(() => splitRel(path, 'linux'))).toBe(reason)
  })

  it('takes names literally, never decoding them', () => {
    expect(splitRel('%2e%2e%2f/~/-rf/$HOME', 'linux')).toEqual(['%2e%2e%2f', '~', '-rf', '$HOME'])
    expect(splitRel('x.asar/.. /é', 'linux')).toEqual(['x.asar', '.. ', 'é'])
    expect(splitRel('é'.repeat(127), 'linux')).toHaveLength(1)
  })

  it.each(['f.txt:stream', 'NUL', 'com1.log', 'a.', 'a ', 'GIT~1', 'x/aux', 'a<b', 'LPT¹'])(
    'refuses %j on Windows',
    (path) => {
      expect(reasonOf(() => splitRel(path, 'win32'))).toBe('reserved_name')
    },
  )

  it('allows on Linux what only Windows reserves', () => {
    expect(splitRel('NUL/a.', 'linux')).toEqual(['NUL', 'a.'])
  })
})

describe('splitInside', () => {
  it.each<[string, PathReason]>([
    ['', 'empty'],
    [' \t\u2003\u0085\u001c', 'empty'],
    ['/tmp', 'absolute'],
    ['/..', 'absolute'],
    ['../', 'parent_ref'],
    ['a/../b', 'parent_ref'],
    ['a\0b', 'control_char'],
    ['../\0', 'parent_ref'],
  ])('refuses %j as DALI did', (path, reason) => {
    expect(reasonOf(() => splitInside(path, 'linux'))).toBe(reason)
  })

  it('reads what DALI read', () => {
    expect(splitInside('./a//b/', 'linux')).toEqual(['a', 'b'])
    expect(splitInside('.', 'linux')).toEqual([])
    expect(splitInside('a\\..\\b/~/tab\tname', 'linux')).toEqual(['a\\..\\b', '~', 'tab\tname'])
    expect(splitInside('\ufeff', 'linux')).toEqual(['\ufeff'])
  })

  it('knows the drives and separators of Windows', () => {
    expect(splitInside('a\\b/c', 'win32')).toEqual(['a', 'b', 'c'])
    expect(reasonOf(() => splitInside('C:x', 'win32'))).toBe('absolute')
    expect(reasonOf(() => splitInside('a\\..\\b', 'win32'))).toBe('parent_ref')
  })
})

it('keeps a long path out of the error, at whole characters', () => {
  const error = new PathRejected('not_found', '😀'.repeat(300))
  expect(error.path).toBe('😀'.repeat(256))
})
