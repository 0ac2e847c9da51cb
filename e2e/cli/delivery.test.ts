import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aTerminal } from './terminal.ts'

it('makes, tries and removes aliases, and shows what was sent', async () => {
  const { run, home } = aTerminal()
  const set = await run('aliases', 'set', 'archive', '--file', 'archive.jsonl', '--digest', '18:00', '--note', 'ours')
  expect(set).toMatchObject({ code: 0, stdout: expect.stringContaining('News can be sent to archive (File).') })
  expect(await run('aliases', 'test', 'archive')).toMatchObject({ code: 0, stdout: 'Sent.\n' })
  expect(JSON.parse(readFileSync(join(home, 'exports', 'archive.jsonl'), 'utf8'))).toMatchObject({ topic: 'test' })

  const { items } = (await run('outbox', 'list', '--json')).value()
  expect(items).toMatchObject([{ alias: 'archive', state: 'sent', topic: 'test' }])
  const shown = (await run('outbox', 'show', items[0].id)).stdout
  expect(shown).toContain('Test of this alias')
  expect(shown).toMatch(/sent\s+core\s+\d+ ms/)
  expect(await run('outbox', 'retry', items[0].id)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('is sent; only one that was given up or waits can be tried again'),
  })

  const hook = await run('aliases', 'set', 'hook', '--webhook', 'https://127.0.0.1:1/x', '--secret', 'HOOK_KEY')
  expect(hook.stdout).toContain('Its secret is not kept yet')
  expect(await run('webhook', 'check', 'hook')).toMatchObject({
    code: 1,
    stdout: 'Given up: its secret is not kept.\n',
  })
  expect((await run('aliases', 'list')).stdout).toMatch(/^hook\s+Webhook\s+secret missing, 1 given up\s+https:/m)
  expect((await run('aliases', 'remove', 'hook')).stdout).toContain('hook is removed')
  expect(await run('aliases', 'set', 'two', '--inbox', '--desktop')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('An alias leads through one channel.'),
  })
}, 60_000)

it('lets agents speak, and watches a group of them', async () => {
  const { run, feed } = aTerminal()
  await run('agents', 'set', 'coder', '--capability', 'code', '--capability', 'review')
  expect((await run('agents', 'list')).stdout).toMatch(/^coder\s+Idle\s+never heard of\s+code review$/m)
  const sent = await feed('Look at a.test.ts.\n', 'messages', 'send', '--capability', 'code', '--subject', 'Flaky')
  expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/^msg-\S+ waits for coder\.$/m) })
  expect((await run('messages', 'inbox', 'coder', '--take')).stdout).toContain('Look at a.test.ts.')
  expect((await run('messages', 'inbox', 'coder')).stdout).toBe('Nothing waits for coder.\n')
  const spawn = await feed('no job', 'messages', 'send', '--from', 'coder', '--kind', 'spawn')
  expect(spawn).toMatchObject({ code: 1, stdout: expect.stringContaining('was refused') })

  const group = (await run('groups', 'start', 'Release', 'coder', 'tester', '--json')).value()
  await run('groups', 'heartbeat', group.id, 'coder', 'completed')
  const over = (await run('groups', 'heartbeat', group.id, 'tester', 'failed', '--note', '3 failed', '--json')).value()
  expect(over).toMatchObject({
    state: 'failed',
    members: [{ state: 'completed' }, { state: 'failed', note: '3 failed' }],
  })
  expect((await run('outbox', 'list')).stdout).toContain('Group failed: Release')
}, 60_000)
