import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runningServer } from './running-server.ts'

describe('the console', () => {
  it('is one page under every address of its own', async () => {
    const served = await runningServer()
    for (const path of ['/', '/jobs', '/jobs/job-01jd', '/jobs?state=queued']) {
      const answer = await served.ask(path)
      expect(answer.status).toBe(200)
      expect(answer.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
      expect(answer.text).toContain('<title>Interlock</title>')
    }
    const dotted = await served.ask('/workspaces/my.repo', { headers: { accept: 'text/html,*/*' } })
    expect(dotted.text).toContain('<title>Interlock</title>')
  })

  it('has assets that a browser may keep for ever, since their names change with their content', async () => {
    const served = await runningServer()
    const answer = await served.ask('/assets/app-abc123.js')
    expect(answer.text).toBe('export {}')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    const head = await served.ask('/assets/app-abc123.js', { method: 'HEAD' })
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '9'])
  })

  it('has no page in place of a missing asset', async () => {
    const served = await runningServer()
    const answer = await served.ask('/assets/app-old.js', { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.text)).toMatchObject({ code: 'NOT_FOUND', remedy: expect.any(String) })
  })

  it('follows no symbolic link', async () => {
    const served = await runningServer()
    symlinkSync(join(served.home, 'outside.txt'), join(served.home, 'renderer', 'link.txt'))
    writeFileSync(join(served.home, 'renderer', 'real.txt'), 'inside')
    expect((await served.ask('/real.txt')).text).toBe('inside')
    expect((await served.ask('/link.txt')).status).toBe(404)
  })

  it('comes with headers that keep others out, on every answer', async () => {
    const served = await runningServer()
    for (const path of ['/', '/v0/jobs', '/auth/state', '/nothing.png']) {
      const { headers } = await served.ask(path)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toContain("default-src 'self'")
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe-eval')
      expect(headers['x-powered-by']).toBeUndefined()
    }
  })

  it('is announced to the core, and its end too', async () => {
    const served = await runningServer()
    expect(served.core.status().console_url).toBe(served.server.url)
    await served.server.close()
    expect(served.core.status().console_url).toBeNull()
  })

  it('is not announced where none was built', async () => {
    const served = await runningServer({ rendererDir: join('nowhere', 'at', 'all') })
    expect(served.core.status().console_url).toBeNull()
    expect((await served.ask('/')).status).toBe(404)
  })
})
