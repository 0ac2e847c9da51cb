import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Approval } from '#schemas'
import { aScript, aTestRun } from '../support/jobs.ts'
import { makeFolder, removeFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed, enqueue, switchIn, trayReads, waiting } from './bed.ts'

const ASK = { approval: { at: ['start' as const], why: 'Look at the files first.' } }

/** A job that waits for a decision, and the request. */
async function aRequest(desktop: DesktopBed, commands = [['echo', 'two words']]): Promise<Approval> {
  const job = await enqueue(desktop, aTestRun(commands, ASK))
  const approval = (await waiting(desktop, 1)).find((each) => each.job.id === job)
  if (approval === undefined) throw new Error('It was not asked about.')
  await trayReads(desktop, 'approvals.open', /waits? for you…$/)
  return approval
}

/** For so long a question has been there when an answer to it is meant. */
const MEANT_MS = 500

/** Answers once the question has been there for long enough. */
async function answerReadily(desktop: DesktopBed, words: string): Promise<void> {
  await desktop.asked()
  await desktop.page.waitForTimeout(MEANT_MS)
  await desktop.answer(words)
}

const questionIsGone = (desktop: DesktopBed) =>
  until('the question is gone', async () => (await desktop.dialogs()).every(({ waits }) => !waits))

const stateOf = async ({ core }: DesktopBed, { id }: Approval) => (await core.approvals.get({ id })).approval.state

const decided = (desktop: DesktopBed, approval: Approval, state: Approval['state']) =>
  until(`it is ${state}`, async () => (await stateOf(desktop, approval)) === state)

it('is told of a request without a word of the job, and asks about it on a click and not by itself', async () => {
  const desktop = await aDesktopBed()
  const approval = await aRequest(desktop)
  const [notice] = await until('a notice is shown', async () => {
    const notices = await desktop.notifications()
    return notices.length > 0 && notices
  })
  expect(notice?.title).toBe('1 approval waits for you')
  expect(notice?.body).toMatch(/^Start of a job: Test run in demo\. Expires .*, then it is rejected\.$/)
  expect(JSON.stringify(notice)).not.toContain('words')
  // Nobody who types decides by a question that came in between.
  expect(await desktop.dialogs()).toEqual([])

  await desktop.touchNotification()
  const { options } = await desktop.asked()
  expect(options.message).toBe(`Start of a job, Test run ${approval.job.id.slice(-8)}: approve it?`)
  expect(options.detail).toContain("1. echo 'two words'")
  expect(options.detail).toMatch(/Workspace: demo, \//)
  expect(options.detail).toContain('May: start commands, write in the workspace')
  expect(options.detail).toContain('Network: none')
  expect(options.detail).toContain('Limits: 50 tool calls, 1 MiB of output')
  expect(options.detail).toContain('Why: the job asks for it: Look at the files first.')
  expect(options.detail).toContain(`Bound to ${approval.hash}, one use.`)
  expect(options).toMatchObject({
    buttons: ['Reject', 'Later', 'Approve once', 'Open in Interlock', 'Engage kill switch'],
    defaultId: 0,
    cancelId: 0,
  })
})

it('approves exactly what was shown, once', async () => {
  const desktop = await aDesktopBed()
  const approval = await aRequest(desktop)
  await desktop.pick('approvals.open')
  await answerReadily(desktop, 'Approve once')
  await decided(desktop, approval, 'approved')
  await until(
    'the job is done',
    async () => (await desktop.core.jobs.get({ id: approval.job.id })).job.state === 'succeeded',
  )
  const { approval: spent } = await desktop.core.approvals.get({ id: approval.id })
  expect(spent).toMatchObject({ hash: approval.hash, spent_by: expect.any(String) })
  await trayReads(desktop, 'approvals.open', 'No approval waits for you')
})

it('spells out characters that show nothing, and rejects by Enter and Escape, which are the same button', async () => {
  const desktop = await aDesktopBed()
  const approval = await aRequest(desktop, [['echo', 'a\u202eb']])
  await desktop.pickInTray('approvals.open')
  const { options } = await desktop.asked()
  expect(options.detail).toContain('\\u{202e}')
  expect(options.detail).toContain('holds characters that show nothing')
  expect(options.buttons[options.cancelId ?? -1]).toBe('Reject')
  await answerReadily(desktop, 'Reject')
  await decided(desktop, approval, 'rejected')
})

it('decides nothing by an answer too soon to be meant, by Later, or when its window goes away', async () => {
  const desktop = await aDesktopBed()
  const approval = await aRequest(desktop)
  await desktop.pick('approvals.open')
  await desktop.asked()
  await desktop.answer('Approve once')
  await until('it is asked again', async () => (await desktop.dialogs()).length === 2)
  expect(await stateOf(desktop, approval)).toBe('pending')
  await answerReadily(desktop, 'Later')
  expect(await stateOf(desktop, approval)).toBe('pending')

  await desktop.pick('approvals.open')
  await desktop.asked()
  await desktop.page.waitForTimeout(MEANT_MS)
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  await questionIsGone(desktop)
  expect(await stateOf(desktop, approval)).toBe('pending')
})

it('counts at the icon, and withdraws a question that was settled elsewhere, which decides nothing', async () => {
  const desktop = await aDesktopBed()
  await desktop.app.evaluate(({ app }) => {
    app.setBadgeCount = (count) => {
      process.env['BADGE_SHOWS'] = String(count)
      return true
    }
  })
  const badge = () => desktop.app.evaluate(() => process.env['BADGE_SHOWS'])
  const approval = await aRequest(desktop)
  await expect.poll(badge).toBe('1')
  await desktop.pick('approvals.open')
  await desktop.asked()
  await desktop.core.jobs.cancel({ id: approval.job.id })
  await questionIsGone(desktop)
  expect(await stateOf(desktop, approval)).toBe('void')
  await expect.poll(badge).toBe('0')
})

it('approves nothing that it cannot show whole', async () => {
  const desktop = await aDesktopBed()
  await aRequest(
    desktop,
    Array.from({ length: 30 }, (_, at) => ['echo', `line ${at}`, 'x'.repeat(100)]),
  )
  await desktop.pick('approvals.open')
  const { options } = await desktop.asked()
  expect(options.buttons).toEqual(['Reject', 'Later', 'Open in Interlock', 'Engage kill switch'])
  expect(options.detail).toContain('This request is too long for this question: 30 commands')
  expect(options.detail).not.toContain('line 0')
  await answerReadily(desktop, 'Open in Interlock')
  await desktop.page.waitForURL(/\/approvals/)
})

it('lists several that wait, and asks about each on its own', async () => {
  const desktop = await aDesktopBed()
  /** Beside a window that nobody looks at, which flashes. */
  const listeners = () =>
    desktop.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      if (window === undefined) return 0
      window.isFocused = () => false
      return window.listenerCount('focus')
    })
  const before = await listeners()
  for (const [at, name] of ['one', 'two', 'three', 'four'].entries()) {
    await enqueue(desktop, aScript(`echo ${name}`, ASK))
    await expect.poll(async () => (await desktop.notifications()).length).toBe(at + 1)
  }
  await expect.poll(listeners).toBe(before + 1)
  const requests = await waiting(desktop, 4)
  await trayReads(desktop, 'approvals.open', '4 approvals wait for you…')
  await desktop.pick('approvals.open')
  const { options } = await desktop.asked()
  expect(options).toMatchObject({
    message: '4 approvals wait for you',
    buttons: ['Later', 'Decide one by one', 'Open in Interlock', 'Engage kill switch'],
    cancelId: 0,
  })
  for (const { job } of requests) expect(options.detail).toContain(job.id.slice(-8))
  await desktop.answer('Decide one by one')
  for (const words of ['Reject', 'Later', 'Approve once', 'Reject']) await answerReadily(desktop, words)
  await waiting(desktop, 1)
})

it('engages the kill switch from the question', async () => {
  const desktop = await aDesktopBed()
  const approval = await aRequest(desktop)
  await desktop.pick('approvals.open')
  await answerReadily(desktop, 'Engage kill switch')
  await switchIn(desktop, 'engaged')
  expect(await stateOf(desktop, approval)).toBe('pending')
})

it('asks by itself where one wants that, once nobody types', async () => {
  const home = makeFolder('home')
  onTestFinished(() => removeFolder(home))
  writeFileSync(join(home, 'desktop.json'), JSON.stringify({ focus_on_approval: true }))
  const desktop = await aDesktopBed({ home })
  const still = (seconds: number) =>
    desktop.app.evaluate(({ powerMonitor }, idle) => {
      powerMonitor.getSystemIdleTime = () => idle
    }, seconds)
  await still(0)
  await aRequest(desktop)
  await until('a notice is shown', async () => (await desktop.notifications()).length > 0)
  expect(await desktop.dialogs()).toEqual([])
  await still(5)
  const { options } = await desktop.asked()
  expect(options.message).toMatch(/approve it\?$/)
})
