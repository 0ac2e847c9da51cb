import { describe, expect, it } from 'vitest'
import { createCompactor } from './compactor.ts'

const options = { title: 'Digest', maxInputBytes: 1000, maxOutputBytes: 1000 }

describe('a compacted document', () => {
  it('holds the beginning of each document under its path', () => {
    const compactor = createCompactor(options)
    compactor.add('README.md', Buffer.from('# Fixture\nhello\n'))
    compactor.add('docs/b.md', Buffer.from('beta\n'))
    expect(compactor.document()).toEqual({
      text: '# Digest\n\n## README.md\n# Fixture\nhello\n\n\n## docs/b.md\nbeta\n',
      truncated: false,
    })
    expect(compactor.bytesRead()).toBe(21)
  })

  it('is its title when there is nothing else', () => {
    expect(createCompactor(options).document().text).toBe('# Digest\n\n')
  })

  it('takes 2,000 code points of a document, and counts all bytes read', () => {
    const compactor = createCompactor({ ...options, maxInputBytes: 20_000, maxOutputBytes: 20_000 })
    compactor.add('a', Buffer.from('😀'.repeat(2500)))
    expect(compactor.document().text).toBe(`# Digest\n\n## a\n${'😀'.repeat(2000)}`)
    expect(compactor.bytesRead()).toBe(10_000)
  })

  it('reads no more than allowed over all documents', () => {
    const compactor = createCompactor({ ...options, maxInputBytes: 5 })
    compactor.add('a', Buffer.from('abc'))
    expect(compactor.remaining()).toBe(2)
    compactor.add('b', Buffer.from('defg'))
    expect([compactor.remaining(), compactor.bytesRead()]).toEqual([0, 5])
    expect(compactor.document().text).toBe('# Digest\n\n## a\nabc\n\n## b\nde')
  })

  it('goes on after an empty document, where DALI stopped', () => {
    const [ours, dali] = [createCompactor(options), createCompactor({ ...options, compat: 'dali' })]
    for (const compactor of [ours, dali]) {
      compactor.add('empty', Buffer.alloc(0))
      compactor.add('b', Buffer.from('text'))
    }
    expect(ours.document().text).toBe('# Digest\n\n## empty\n\n\n## b\ntext')
    expect([dali.document().text, dali.remaining(), dali.bytesRead()]).toEqual(['# Digest\n\n', 0, 0])
  })

  it('stays within its size, where DALI exceeded it', () => {
    const limits = { title: 'T', maxInputBytes: 1000, maxOutputBytes: 130 }
    const [ours, dali] = [createCompactor(limits), createCompactor({ ...limits, compat: 'dali' })]
    for (const compactor of [ours, dali]) compactor.add('a', Buffer.from(`x${'€'.repeat(100)}`))
    expect(Buffer.byteLength(ours.document().text)).toBeLessThanOrEqual(130)
    expect(ours.document()).toMatchObject({ truncated: true, text: expect.not.stringContaining('\ufffd') })
    expect(Buffer.byteLength(dali.document().text)).toBeGreaterThan(130)
  })
})
