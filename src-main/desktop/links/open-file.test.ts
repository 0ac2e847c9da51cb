import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openFile } from './open-file.ts'

const VERIFIER = '/opt/interlock/verify-evidence.mjs'

function aFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-open-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

const open = (name: string, text: string) => openFile(join(aFolder({ [name]: text }), name), VERIFIER)

describe('a job', () => {
  it('comes as it stands in its file, for somebody to look at', () => {
    expect(open('clean.json', '{"type":"shell_task","payload":{"odd":1}}')).toEqual({
      news: 'job',
      file: 'clean.json',
      job: { type: 'shell_task', payload: { odd: 1 } },
    })
  })

  it.each([
    ['an array', '[]'],
    ['no type', '{"payload":{}}'],
    ['no JSON', 'type: x'],
    ['too deep', `${'['.repeat(100)}${']'.repeat(100)}`],
    ['a key that changes objects', '{"type":"shell_task","__proto__":{"a":1}}'],
  ])('is refused with words: %s', (_, text) => {
    expect(open('a.json', text)).toMatchObject({ news: 'refused', what: 'a.json' })
  })

  it('is refused by its name, its size, and when it is not there', () => {
    expect(open('a.sh', '{}')).toMatchObject({ news: 'refused' })
    expect(open('a.json', ' '.repeat(5 * 1024 * 1024))).toMatchObject({ news: 'refused' })
    expect(openFile('/gone/a.json', VERIFIER)).toMatchObject({ news: 'refused' })
    expect(openFile('a.json', VERIFIER)).toMatchObject({ news: 'refused' })
  })
})

describe('an evidence bundle', () => {
  const manifest = '{"format":"interlock-evidence/1","scope":"job","job":"job-1","exported_at":"2026-01-01T00:00:00Z"}'

  it('is known by its folder or one of its files, and verified by our own verifier', () => {
    const folder = aFolder({ 'manifest.json': manifest, 'events.jsonl': '', 'verify.mjs': 'process.exit(0)' })
    const shown = {
      news: 'bundle',
      folder,
      scope: 'the job job-1',
      exported_at: '2026-01-01T00:00:00Z',
      command: `node ${VERIFIER} ${folder}`,
    }
    expect(openFile(folder, VERIFIER)).toEqual(shown)
    expect(openFile(join(folder, 'manifest.json'), VERIFIER)).toEqual(shown)
    expect(openFile(join(folder, 'events.jsonl'), VERIFIER)).toEqual(shown)
  })

  it('is quoted where its name would be read as something else', () => {
    const folder = join(aFolder({}), "a'; rm -rf ~")
    mkdirSync(folder)
    writeFileSync(join(folder, 'manifest.json'), manifest)
    const shown = openFile(folder, VERIFIER)
    expect(shown.news === 'bundle' && shown.command.endsWith(`'\\'''; rm -rf ~'`.slice(-11))).toBe(true)
  })

  it('is nothing without a manifest of ours', () => {
    expect(openFile(aFolder({ 'manifest.json': '{"format":"other/1"}' }), VERIFIER)).toMatchObject({ news: 'refused' })
    expect(openFile(aFolder({}), VERIFIER)).toMatchObject({ news: 'refused' })
  })
})
