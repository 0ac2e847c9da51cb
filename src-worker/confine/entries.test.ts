import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openRoot, type Root } from './open-beneath.ts'

function aRoot(): { root: Root; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-entries-'))
  const root = openRoot(folder)
  onTestFinished(() => {
    root.close()
    rmSync(folder, { recursive: true })
  })
  return { root, folder }
}

const refuse = () => {
  throw new Error('not this one')
}

it('shows what lies there right before it is replaced, and leaves it where that is refused', () => {
  const { root, folder } = aRoot()
  writeFileSync(join(folder, 'a'), 'old')
  expect(() => root.writeFile('a', Buffer.from('new'), { confirm: refuse })).toThrow('not this one')
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old')
  const seen: (string | undefined)[] = []
  root.writeFile('a', Buffer.from('new'), { mode: 0o640, confirm: (present) => seen.push(present?.toString()) })
  expect([seen, readFileSync(join(folder, 'a'), 'utf8')]).toEqual([['old'], 'new'])
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o640)
  expect(readdirSync(folder)).toEqual(['a'])
})

it('never replaces with a new file what somebody made in the same moment', () => {
  const { root, folder } = aRoot()
  const confirm = (present: Buffer | null) => {
    expect(present).toBeNull()
    writeFileSync(join(folder, 'a'), 'theirs')
  }
  expect(() => root.writeFile('a', Buffer.from('ours'), { confirm })).toThrow(
    expect.objectContaining({ reason: 'exists' }),
  )
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('theirs')
  expect(readdirSync(folder)).toEqual(['a'])
})

it('removes a file only if it is recognised, and no link', () => {
  const { root, folder } = aRoot()
  writeFileSync(join(folder, 'a'), 'text')
  symlinkSync('a', join(folder, 'link'))
  expect(() => root.removeFile('a', refuse)).toThrow('not this one')
  expect(() => root.removeFile('link', () => undefined)).toThrow(expect.objectContaining({ reason: 'symlink' }))
  linkSync(join(folder, 'a'), join(folder, 'second'))
  expect(() => root.removeFile('a', () => undefined)).toThrow(expect.objectContaining({ reason: 'hard_link' }))
  rmSync(join(folder, 'second'))
  root.removeFile('a', (present) => expect(present?.toString()).toBe('text'))
  expect(existsSync(join(folder, 'a'))).toBe(false)
})
