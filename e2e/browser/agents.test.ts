import { expect, it } from 'vitest'
import { aDaemon, aJob, expectFineInEveryLook, expectGone, expectShown, openConsole, until } from './harness/index.ts'

it('shows agents, what they do together and what was said, as it happens', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const { core } = daemon
  const page = await openConsole(daemon, { at: '/agents', width: 1600, height: 900 })
  await expectShown(page.getByText('No agent is registered yet.'))
  await expectFineInEveryLook(page, 'agents-none')

  // Registered by keyboard alone.
  await page.getByRole('button', { name: 'Register agent' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Register an agent' })
  await expectShown(dialog)
  await page.keyboard.type('operator')
  await page.keyboard.press('Tab')
  await page.keyboard.type('code review')
  await page.keyboard.press('Enter')
  await expectShown(dialog.getByText('1 to 63 of a-z 0-9 . _ -; not operator, core or all.'))
  await dialog.getByLabel('Name').fill('coder')
  await page.keyboard.press('Enter')
  await expectGone(dialog)
  await expectShown(page.getByRole('heading', { name: '1 agent', exact: true }))

  // Others, and what they do.
  for (const [name, capabilities, note] of [
    ['tester', ['tests'], 'Runs the suites of all workspaces'],
    ['writer', ['docs', 'translate:de'], ''],
    ['generalist', ['*'], ''],
  ] as const)
    await core.agents.set({ name, spec: { capabilities: [...capabilities], note, deliver_to: null } })
  await core.agents.seen({ name: 'tester', state: 'busy' })
  await core.agents.seen({ name: 'writer', state: 'offline' })
  const { job } = await core.jobs.enqueue(aJob())
  const group = await core.groups.start({
    name: 'Release 0.3',
    members: [{ name: 'coder' }, { name: 'tester' }, { name: 'writer' }, { name: 'bundle', job: job.id }],
    timeout_s: 3600,
  })
  await core.groups.heartbeat({ group: group.id, member: 'tester', note: 'browser tests, 40 of 212' })
  await core.groups.heartbeat({ group: group.id, member: 'coder', state: 'completed' })
  const old = await core.groups.start({ name: 'Nightly docs', members: [{ name: 'writer' }], timeout_s: 3600 })
  await core.groups.heartbeat({ group: old.id, member: 'writer', state: 'failed', note: 'no such branch' })
  const say = async (over: object) =>
    (await core.messages.send({ from: 'operator', to: { agent: 'coder' }, body: 'Please.', ...over })).messages[0]
  await say({ kind: 'constraint', subject: 'No change to the schema before Friday', body: 'The release is cut then.' })
  await say({ kind: 'task', subject: 'Look at the flaky test', to: { capability: 'tests' } })
  await core.messages.take({ agent: 'generalist', limit: 5 })
  const asked = await say({
    from: 'coder',
    to: { agent: 'operator' },
    kind: 'text',
    subject: 'May I raise the memory limit?',
    body: 'The index of the monorepo needs 900 MiB.\nIt is 512 MiB now.',
    ack_required: true,
  })
  await say({ from: 'coder', kind: 'spawn', to: undefined, subject: 'Run the suite', body: '{"type":"shell"}' })
  await expectShown(page.getByRole('heading', { name: '4 agents, 1 busy, 1 offline, 1 message waits' }))
  await expectShown(page.getByText('browser tests, 40 of 212'))
  await expectShown(page.getByText('1 of 4 completed'))
  await expectFineInEveryLook(page, 'agents-full')

  // A member that goes on is seen to.
  await core.groups.heartbeat({ group: group.id, member: 'tester', state: 'failed', note: '3 of 212 failed' })
  await expectShown(page.getByText('3 of 212 failed'))

  // Along the messages by keys, and one acknowledged.
  await page.locator('[data-message]').first().click()
  await expectShown(page.locator('[data-message][aria-current]').filter({ hasText: 'Refused' }))
  await page.keyboard.press('j')
  await expectShown(page.getByText('The index of the monorepo needs 900 MiB.'))
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  await until('it is acknowledged', async () => {
    return (await core.messages.get({ id: asked?.id ?? '' })).message.acked_at !== null
  })

  await page.getByRole('button', { name: 'Send message' }).click()
  const send = page.getByRole('dialog', { name: 'Send a message' })
  await send.getByLabel('To', { exact: true }).selectOption('writer')
  await send.getByLabel('Kind').selectOption('steer')
  await send.getByLabel('Text').fill('How are you getting on?')
  await expectFineInEveryLook(page, 'agents-send')
  await send.getByRole('button', { name: 'Send message' }).click()
  await expectGone(send)
  await page.getByRole('link', { name: 'writer', exact: true }).first().click()
  await expectShown(page.getByRole('button', { name: 'Remove to writer' }))
  await expect.poll(() => page.locator('[data-message]').count()).toBe(1)
  await page.getByRole('button', { name: 'Remove… generalist' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await until('it is gone', async () => (await core.agents.list()).length === 3)
})
