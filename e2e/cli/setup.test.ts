import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aModelServer } from '../support/model-server.ts'
import { atATerminal, aTerminal } from './terminal.ts'

it('does what it is told, once, and says of each step what became of it', async () => {
  const { run } = aTerminal()
  const workspace = aFolder('project')
  const server = await aModelServer({ models: ['coder-7b'] })
  const told = ['--workspace', workspace, '--endpoint', server.url, '--model', 'coder-7b', '--no-service']
  const first = await run('--json', 'setup', ...told, '--check-alias', 'inbox')
  expect(first).toMatchObject({ code: 0 })
  expect(first.value()).toMatchObject({
    ok: true,
    steps: [
      { step: 'workspace', state: 'done' },
      { step: 'endpoint', state: 'done', text: `models at ${server.url}/v1: Up.` },
      { step: 'alias', state: 'done' },
      { step: 'service', state: 'skipped' },
    ],
  })
  // Nobody is asked where nobody can answer; what is there stays.
  expect((await run('--json', 'setup')).value().steps).toMatchObject([
    { step: 'workspace', state: 'already' },
    { step: 'endpoint', state: 'already', text: 'models: Up' },
    { step: 'alias', state: 'skipped' },
    { step: 'service' },
  ])
  const again = await run('--json', 'setup', '--endpoint', server.url, '--no-service')
  expect(again.value()).toMatchObject({ steps: [{ state: 'already' }, { state: 'done' }, {}, {}] })
  expect((await run('--json', 'endpoints', 'show', 'models')).value()).toMatchObject({ model: 'coder-7b' })
})

it('goes on where a step fails, and fails with it', async () => {
  const { run } = aTerminal()
  const refused = await run('--json', 'setup', '--workspace', '/nowhere', '--endpoint', 'ftp://x', '--no-service')
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.value()).toMatchObject({
    ok: false,
    steps: [
      { step: 'workspace', state: 'failed', text: expect.stringContaining('/nowhere') },
      { step: 'endpoint', state: 'failed', text: expect.stringContaining('http://') },
      { step: 'alias', state: 'skipped' },
      { step: 'service', state: 'skipped' },
    ],
  })
})

it('asks a person at a terminal, and an empty answer leaves a step out', async () => {
  const workspace = aFolder('project')
  const terminal = atATerminal(['--home', join(aFolder('cli'), 'home'), 'setup', '--no-service'])
  await terminal.says(/Folder jobs may be pointed at/)
  terminal.types(`${workspace}\n`)
  await terminal.says(/Address of a model server/)
  terminal.types('\n')
  await terminal.says(/endpoint\s+left out/)
  expect(await terminal.ended()).toBe(0)
})
