import { expect, it } from 'vitest'
import { PRESETS } from '#schemas'
import { aDaemon, aTestRun, expectFineInEveryLook, openConsole, type TestDaemon, until } from './harness/index.ts'

/** A job that waits because a rule asks about its commands. */
async function asked({ core }: TestDaemon, ...commands: string[][]): Promise<string> {
  const { job } = await core.jobs.enqueue(aTestRun(commands))
  expect(job.state).toBe('awaiting_approval')
  return job.id
}

async function withRule(daemon: TestDaemon): Promise<void> {
  await daemon.core.approvalRules.set({
    spec: { name: 'Commands', match: { types: ['test_runner_task'] }, note: 'Look at what it runs.', timeout_s: 600 },
  })
}

it('decides by keyboard: reads to the end, approves, rejects, answers, puts off; what is settled elsewhere stays', async () => {
  const daemon = await aDaemon()
  await withRule(daemon)
  const long = await asked(
    daemon,
    Array.from({ length: 64 }, (_, at) => (at === 0 ? 'echo' : `argument-${at}-${'x'.repeat(240)}`)),
  )
  const [second, third] = [await asked(daemon, ['echo', 'two']), await asked(daemon, ['echo', 'thr\u202Eee'])]
  const fourth = await asked(daemon, ['echo', 'four'])
  const page = await openConsole(daemon)
  await page.keyboard.press('g')
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'Approvals', level: 1 }).waitFor()
  await expect.poll(() => page.title()).toMatch(/^\(4\) Approvals/)
  const request = page.getByRole('region', { name: 'What is asked' })
  await request.getByText(/argument-1-/).waitFor()

  // All 64 arguments are there, and until their end was on screen nothing approves them.
  const approve = page.getByRole('button', { name: 'Approve once' })
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('a')
  await page.getByText('Read to its end to approve').waitFor()
  await request.focus()
  await page.keyboard.press('End')
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBe(null)
  await expect.poll(() => request.getByText(/^argument-\d+-x{240}$/).count()).toBe(63)
  await page.keyboard.press('a')
  await page.getByText(/^Approved once: job/).waitFor()
  await until('it runs', async () => (await daemon.core.jobs.get({ id: long })).job.state === 'succeeded')

  // The next one is open. Held for a moment, then rejected.
  await request.getByText('two', { exact: true }).waitFor()
  await expectFineInEveryLook(page, 'approvals')
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBe(null)
  await page.keyboard.press('r')
  await until(
    'its job is cancelled',
    async () => (await daemon.core.jobs.get({ id: second })).job.state === 'cancelled',
  )

  await request.getByText('⟨U+202E⟩').waitFor()
  await page.keyboard.press('s')
  await request.getByText('four', { exact: true }).waitFor()
  await page.keyboard.press('n')
  const note = page.getByRole('textbox', { name: 'Note' })
  await note.fill('Ask again tomorrow.')
  await note.press('Control+Enter')
  await until('it ended so', async () => (await daemon.core.jobs.get({ id: fourth })).job.state === 'cancelled')

  // Settled on the command line meanwhile, it stays with its outcome.
  const { items } = await daemon.core.approvals.list({ filter: { job: third } })
  await request.getByText('⟨U+202E⟩').waitFor()
  await daemon.core.approvals.reject({ id: items[0]!.id, hash: items[0]!.hash, note: 'from elsewhere' })
  await request.getByText('from elsewhere').first().waitFor()
  expect(await page.getByRole('row').count()).toBeGreaterThanOrEqual(3)
  await page.getByText('4 decided').waitFor()
  await page.keyboard.press('u')
  await page.getByText('Nothing waits for your approval.').waitFor()
  await expect.poll(() => page.title()).toMatch(/^Approvals/)
})

it('edits into a new hash, grants the next ones alike, and decides about several at once', async () => {
  const daemon = await aDaemon()
  await withRule(daemon)
  const edited = await asked(daemon, ['echo', 'before'])
  const page = await openConsole(daemon, { at: '/approvals', width: 1600, height: 1000 })
  const request = page.getByRole('region', { name: 'What is asked' })
  await request.getByText('before', { exact: true }).waitFor()
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Edit and approve' })
  await dialog.getByRole('textbox', { name: 'Command 1' }).fill('echo after')
  await dialog.getByRole('button', { name: 'Show the changes' }).click()
  await dialog.getByText('payload.commands.0.1').waitFor()
  await expectFineInEveryLook(page, 'approvals-edit')
  await dialog.getByRole('button', { name: 'Approve as changed' }).click()
  await dialog.waitFor({ state: 'detached' })
  await until('it ran as changed', async () => (await daemon.core.jobs.get({ id: edited })).job.state === 'succeeded')
  const { items } = await daemon.core.approvals.list({ filter: { job: edited } })
  expect(items).toMatchObject([{ state: 'approved', edited: true }])

  const [first] = [await asked(daemon, ['echo', 'alike']), await asked(daemon, ['echo', 'alike'])]
  // What is new takes no place of what one reads.
  await page.getByRole('row').filter({ hasText: 'echo alike' }).first().waitFor()
  await request.getByText('after', { exact: true }).waitFor()
  await page.keyboard.press('j')
  await request.getByText('alike', { exact: true }).waitFor()
  const next = page.getByRole('button', { name: 'Approve next n…' })
  await expect.poll(() => next.getAttribute('aria-disabled')).toBe(null)
  await next.click()
  const grant = page.getByRole('dialog', { name: 'Approve the next ones alike' })
  await grant.getByText('Exactly this content', { exact: false }).waitFor()
  await expectFineInEveryLook(page, 'approvals-grant')
  await grant.getByRole('button', { name: /^Approve this and the next 5/ }).click()
  await until(
    'both ran',
    async () =>
      (await daemon.core.approvals.list({ filter: { state: ['pending'] } })).items.length <= 1 &&
      (await daemon.core.jobs.get({ id: first })).job.state === 'succeeded',
  )
  expect((await daemon.core.jobs.enqueue(aTestRun([['echo', 'alike']]))).job.state).toBe('queued')
  await page.getByRole('button', { name: 'Grants 1' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Revoke/ })
    .click()
  await page.getByText('No grant is in force.').waitFor()
  await page.keyboard.press('Escape')
  await daemon.core.jobs.enqueue({
    ...aTestRun([['curl', 'https://example.org']], { policy: PRESETS.full_ask_me.policy }),
    preset: 'full_ask_me',
  })
  await page.getByRole('row').filter({ hasText: 'curl' }).click()
  await request.getByText('reach all of the network, services of this machine included').waitFor()
  await expectFineInEveryLook(page, 'approvals-network')
})

it('decides nothing the moment its window comes to the front, by a key or a click meant for what was there before', async () => {
  const daemon = await aDaemon()
  await withRule(daemon)
  const job = await asked(daemon, ['echo', 'one'])
  const page = await openConsole(daemon, { at: '/approvals' })
  const approve = page.getByRole('button', { name: 'Approve once' })
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBe(null)
  const pressAs = (comes: boolean) =>
    page.evaluate((isFocused) => {
      if (isFocused) window.dispatchEvent(new Event('focus'))
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true, cancelable: true }),
      )
    }, comes)
  await pressAs(true)
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBe('true')
  await expect.poll(() => approve.getAttribute('aria-disabled')).toBe(null)
  expect((await daemon.core.jobs.get({ id: job })).job.state).toBe('awaiting_approval')
  await pressAs(false)
  await page.getByText(/^Approved once: job/).waitFor()
})
