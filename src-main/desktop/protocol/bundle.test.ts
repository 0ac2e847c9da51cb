import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBundle } from './bundle.ts'

function aBundle() {
  const root = mkdtempSync(join(tmpdir(), 'interlock-bundle-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>x</title></head></html>')
  writeFileSync(join(folder, 'assets/main-abc.js'), 'export {}')
  writeFileSync(join(folder, 'theme.js'), '')
  writeFileSync(join(folder, 'odd.exe'), 'MZ')
  symlinkSync(join(root, 'secret.txt'), join(folder, 'link.txt'))
  const answer = createBundle(folder)
  return (path: string, init?: RequestInit) =>
    answer({ url: path, method: 'GET', headers: new Headers(), ...init } as Request)
}

describe('a page', () => {
  it('tells that it is in the desktop, whatever page of the console it is', async () => {
    const get = aBundle()
    for (const path of ['app://bundle/', 'app://bundle/jobs/job-1?x=1', 'app://bundle/index.html']) {
      const answer = await get(path)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await answer.text()).toContain('<meta name="interlock-shell" content="desktop" />')
    }
  })

  it('may load its own files and nothing else, and speak to nobody', async () => {
    const policy = (await aBundle()('app://bundle/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/https?:|ws:|\*|'unsafe-eval'|script-src[^;]*unsafe/)
  })
})

describe('a file', () => {
  it('comes with its type and is kept where its name says what is in it', async () => {
    const answer = await aBundle()('app://bundle/assets/main-abc.js')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    'app://bundle/assets/gone.js',
    'app://bundle/gone.js',
    'app://bundle/odd.exe',
    'app://bundle/link.txt',
    'app://bundle/../secret.txt',
    'app://bundle/..%2fsecret.txt',
    'app://bundle/%2e%2e/secret.txt',
    'app://bundle/assets/..%5c..%5csecret.txt',
    'app://elsewhere/',
    'app://bundle:80/',
    'app://user@bundle/',
    'https://bundle/',
  ])('is not found at %s', async (address) => {
    const answer = await aBundle()(address)
    expect(await answer.text()).not.toContain('secret')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('is only read', async () => {
    expect((await aBundle()('app://bundle/', { method: 'POST' })).status).toBe(405)
    const head = await aBundle()('app://bundle/theme.js', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})
