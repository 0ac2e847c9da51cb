import { expect, it } from 'vitest'
import { aTerminal } from './terminal.ts'

it('makes keys that are printed once, lists what each may do, and revokes them', async () => {
  const { run } = aTerminal()
  const made = await run(
    'keys',
    'add',
    'ci',
    '--right',
    'enqueue',
    '--right',
    'read',
    '--type',
    'shell_task',
    '--days',
    '7',
  )
  const [key = ''] = made.stdout.split('\n')
  expect(key).toMatch(/^ilk_[\w-]{43}$/)
  expect(made.stdout).toContain('It may: read, enqueue (shell_task). It decides nothing.')
  expect((await run('keys', 'list')).stdout).toMatch(
    /^ci\s+Active\s+read, enqueue \(shell_task\)\s+never used\s+ends in /,
  )
  const listed = await run('--json', 'keys', 'list')
  expect(listed.value()).toMatchObject([{ name: 'ci', state: 'active', made_by: 'cli', rights: ['read', 'enqueue'] }])
  expect(listed.stdout).not.toContain(key)
  expect((await run('--json', 'keys', 'add', 'ci', '--right', 'read')).failure()).toMatchObject({
    code: 'key_name_taken',
  })
  expect((await run('--json', 'keys', 'add', 'x', '--right', 'approve')).failure()).toMatchObject({
    code: 'invalid_input',
  })
  expect((await run('--json', 'keys', 'add', 'x', '--right', 'messages')).failure()).toMatchObject({
    code: 'invalid_input',
  })
  expect((await run('--json', 'keys', 'revoke', 'ci')).value()).toMatchObject({ state: 'revoked' })
  expect((await run('--json', 'keys', 'revoke', 'cj')).failure()).toMatchObject({ code: 'key_not_found' })
})
