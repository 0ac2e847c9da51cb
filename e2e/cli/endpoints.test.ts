import { expect, it } from 'vitest'
import { aModelServer } from '../support/model-server.ts'
import { aTerminal } from './terminal.ts'

it('adds, asks, changes, lists and forgets a model server', async () => {
  const { run } = aTerminal()
  const server = await aModelServer({ models: ['coder-7b'] })
  const added = await run('endpoints', 'add', 'coder', server.url, '--model', 'coder-32b', '--timeout', '2')
  expect(added.stdout).toMatch(/State\s+Wrong model since /)
  expect(added.stdout).toContain('It does not list coder-32b. It lists coder-7b.')
  const edited = await run('--json', 'endpoints', 'edit', 'coder', '--model', 'coder-7b', '--interval', '600')
  expect(edited.value()).toMatchObject({ state: 'up', timeout_ms: 2000, interval_s: 600, revision: 2 })
  expect((await run('endpoints', 'edit', 'coder', '--no-model')).stdout).toMatch(/Expects\s+any model/)
  server.mood.status = 503
  const probed = await run('--json', 'endpoints', 'probe', 'coder')
  expect(probed).toMatchObject({ code: 1 })
  expect(probed.value()).toMatchObject({ state: 'down', reason: { code: 'http_error', detail: '503' } })
  expect((await run('endpoints', 'list')).stdout).toMatch(/^coder\s+Down\s+\d+ ms\s+http:.*It answers with HTTP 503\./)
  expect((await run('--json', 'endpoints', 'add', 'coder', server.url)).failure()).toMatchObject({
    code: 'endpoint_exists',
  })
  expect((await run('--json', 'endpoints', 'add', 'x', 'http://u:sk-secret@h/')).stderr).not.toContain('sk-secret')
  expect((await run('--json', 'endpoints', 'remove', 'coder')).value()).toEqual({ removed: 'coder' })
  expect(await run('endpoints')).toMatchObject({ code: 0, stdout: expect.stringContaining('No endpoints yet.') })
  expect((await run('--json', 'endpoints', 'show', 'coder')).failure()).toMatchObject({ code: 'endpoint_not_found' })
})
