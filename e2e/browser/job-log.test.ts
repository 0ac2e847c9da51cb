import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aScript,
  BUDGETS,
  CLIPBOARD,
  copied,
  endless,
  expectAccessible,
  expectFineInEveryLook,
  openConsole,
  settledJob,
  settledScript,
  until,
} from './harness/index.ts'

const screen = (page: Page) => page.locator('.xterm-rows')
const shown = async (page: Page) => (await screen(page).textContent()) ?? ''
const line = (page: Page, number: number) => page.getByRole('button', { name: `Line ${number}`, exact: true })
const lastLine = async (page: Page) => Number(/line (\d+)\D*$/.exec(await shown(page))?.[1] ?? 0)

const LARGE = { budgets: { ...BUDGETS, max_output_bytes: 4_194_304 } }

it('follows a log, freezes when one scrolls up, and jumps back to live', async () => {
  const daemon = await aDaemon()
  const id = await endless(daemon)
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log` })
  await until('there is more than a screen of it', async () => (await lastLine(page)) > 60, 20_000)
  await page.locator('.xterm-screen').hover()
  await page.mouse.wheel(0, -600)
  await page.getByText('Frozen', { exact: true }).waitFor()
  // It still moves to where the wheel brought it.
  let frozen = await lastLine(page)
  let looks = 0
  await until('it stands still', async () => {
    const now = await lastLine(page)
    looks = now === frozen ? looks + 1 : 0
    frozen = now
    return looks === 5
  })
  await until('more has come', async () => {
    const [, count] = /(\d+) lines/.exec((await page.locator('main').textContent()) ?? '') ?? []
    return Number(count) > frozen + 60
  })
  expect(await lastLine(page)).toBe(frozen)
  await page.getByRole('button', { name: 'Jump to live' }).click()
  await until('it goes on', async () => (await lastLine(page)) > frozen + 5)
  await page.getByText('Frozen', { exact: true }).waitFor({ state: 'detached' })
})

it('finds in a log, tells streams apart by sign, and copies what was written without them', async () => {
  const daemon = await aDaemon()
  const script = 'for i in 1 2 3; do echo "out $i"; sleep 0.1; echo "FAIL $i" >&2; sleep 0.1; done'
  const { id } = await settledScript(daemon, script)
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log&find=FAIL`, ...CLIPBOARD })
  await page.getByText('1 of 4', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Earlier match' }).click()
  await page.getByText('4 of 4', { exact: true }).waitFor()
  await page.getByLabel('Find in the log').fill('no such text')
  await page.getByText('No match').waitFor()
  expect(page.url()).toContain('find=no%20such%20text')
  await page.getByLabel('Find in the log').fill('')

  await page.getByTitle('stderr').first().getByText('▌').waitFor()
  await page.getByTitle('Interlock').first().getByText('▸').waitFor()
  await page.getByRole('checkbox', { name: 'Times' }).check()
  await page
    .getByText(/^\d\d:\d\d:\d\d\.\d{3}$/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText('7 lines copied').waitFor()
  expect((await copied(page)).split('\n').slice(1)).toEqual(['out 1', 'FAIL 1', 'out 2', 'FAIL 2', 'out 3', 'FAIL 3'])

  const row = (await screen(page).locator('> div').nth(2).boundingBox())!
  await page.mouse.click(row.x + 20, row.y + row.height / 2, { clickCount: 3 })
  await page.keyboard.press('Control+c')
  await until('the selected line is copied', async () => (await copied(page)).trim() === 'FAIL 1')

  await page.getByRole('checkbox', { name: 'Plain text' }).check()
  const lines = page.getByRole('list', { name: 'Log as plain text' }).getByRole('listitem')
  expect(await lines.nth(0).textContent()).toMatch(/^Interlock.*\$ sh -c/)
  expect(await lines.nth(2).textContent()).toMatch(/^3stderr.*FAIL 1$/)
  expect(await lines.nth(2).getAttribute('aria-posinset')).toBe('3')
  await expectAccessible(page)
})

it('reads a long log from both ends, goes to any line of it, and names lines in the address', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(daemon, 'seq 1 30000', LARGE)
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log`, ...CLIPBOARD })
  await line(page, 30_001).waitFor()
  expect(await shown(page)).toContain('30000')
  await page.getByRole('group', { name: 'Log of run 1' }).focus()
  await page.keyboard.press('Home')
  await line(page, 2).waitFor()
  // What Interlock says of the command is in the log, but is no line of the job: the API counts it, nothing points at it.
  expect(await line(page, 1).count()).toBe(0)
  await page.keyboard.press('PageDown')
  await line(page, 2).waitFor({ state: 'detached' })

  await page.getByLabel('Go to lines').fill('15000')
  await page.keyboard.press('Enter')
  await line(page, 15_000).waitFor()
  await until('its text is here', async () => (await shown(page)).includes('14999'))
  expect(page.url()).toContain('lines=15000')
  await line(page, 15_002).click({ modifiers: ['Shift'] })
  await page.waitForURL(/lines=15000-15002/)
  await page.getByRole('button', { name: 'Copy lines' }).click()
  await page.getByText('3 lines copied').waitFor()
  expect(await copied(page)).toBe('14999\n15000\n15001')

  await page.reload()
  await line(page, 15_000).waitFor()
  expect(await page.getByLabel('Go to lines').inputValue()).toBe('15000-15002')
  await page.getByLabel('Go to lines').fill('99999999')
  expect(await page.getByLabel('Go to lines').getAttribute('aria-invalid')).toBe('true')
})

it('reaches the first of a few lines that fill the screen only because they are wrapped', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(
    daemon,
    `echo beginning; for i in 1 2 3; do head -c 700 /dev/zero | tr '\\0' x; echo; done`,
  )
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log`, width: 900, height: 700 })
  await line(page, 5).waitFor()
  expect(await shown(page)).not.toContain('beginning')
  await page.getByRole('group', { name: 'Log of run 1' }).focus()
  await page.keyboard.press('Home')
  await until('its first lines are in view', async () => (await shown(page)).includes('beginning'))
  await line(page, 2).waitFor()
  await page.getByRole('button', { name: 'Jump to end' }).click()
  await until('the end is back', async () => !(await shown(page)).includes('beginning'))
  await page.getByLabel('Wrap').uncheck()
  await line(page, 2).waitFor()
  await line(page, 4).waitFor()
})

it('finds by pattern in the core, and shows only what matches with what is around it', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(daemon, 'seq 1 30000', LARGE)
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log` })
  await line(page, 30_001).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('^1234$')
  await page.getByText('No match').waitFor()
  await page.getByRole('button', { name: 'Pattern' }).click()
  await page.getByText('1 of 1', { exact: true }).waitFor()
  await line(page, 1235).waitFor()
  await page.getByLabel('Only matching lines ± 3').check()
  await line(page, 1232).waitFor()
  await line(page, 1238).waitFor()
  expect(await line(page, 1231).count()).toBe(0)
  await page.getByTitle('1,231 lines left out').waitFor()
  await page.reload()
  await line(page, 1238).waitFor()
  expect(await line(page, 1231).count()).toBe(0)
  await page.getByLabel('Find in the log').fill('(')
  await page.getByText(/cannot be read: /).waitFor()
  await page.getByRole('button', { name: 'Pattern' }).click()
  await page.getByText('2 of 2').or(page.getByText('No match')).first().waitFor()
})

it('is at the moment of the event that was chosen, and the event list at that of the line', async () => {
  const daemon = await aDaemon()
  const { job } = await daemon.core.jobs.enqueue({
    ...aScript(''),
    payload: {
      commands: [
        ['sh', '-c', 'seq 1 300'],
        ['sleep', '1'],
        ['sh', '-c', 'echo second; seq 1001 1300'],
      ],
      timeout_sec: 30,
    },
  })
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon, { at: `/jobs/${job.id}` })
  const events = page.getByRole('grid', { name: 'Events' })
  await events.getByRole('row').filter({ hasText: 'echo second' }).click()
  await page.getByRole('tab', { name: 'Log' }).click()
  await until('the log is where the step began', async () => (await shown(page)).includes('second'))
  expect(await shown(page)).not.toContain('1298')
  await expect.poll(() => page.getByText('Scrolled up').count()).toBe(1)
})

it('lets no output act: no title, no link, no cursor, no hidden or reordered text', async () => {
  const daemon = await aDaemon()
  const esc = '\\033'
  const script = [
    `printf '${esc}]0;owned\\007'`,
    `printf '${esc}]8;;http://example.test/${esc}\\\\\\\\click${esc}]8;;${esc}\\\\\\\\\\n'`,
    `printf 'kept line\\n${esc}[2J${esc}[1A${esc}[8mhidden${esc}[0m\\n'`,
    `printf '\\342\\200\\256reversed\\n'`,
    `printf '${esc}[31mred${esc}[0m\\n'`,
  ].join('; ')
  const { id } = await settledScript(daemon, script)
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log` })
  await screen(page).getByText('red', { exact: true }).first().waitFor()
  const text = await shown(page)
  for (const part of ['kept line', 'hidden', 'reversed', 'click']) expect(text).toContain(part)
  expect(text).not.toContain('\u202e')
  expect(await page.title()).toBe(`Job ${id.slice(-8)} · Interlock`)
  expect(await page.locator('.xterm a').count()).toBe(0)
})

it('is worked by keyboard alone: found, stepped through, scrolled, copied', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(daemon, 'seq 1 500')
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log`, ...CLIPBOARD })
  await line(page, 501).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('49')
  await page.getByText(/^1 of 15$/).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText(/^2 of 15$/).waitFor()
  await page.keyboard.press('Shift+Enter')
  await page.getByText(/^1 of 15$/).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('y')
  await page.getByText('501 lines copied').waitFor()
  expect((await copied(page)).endsWith('\n499\n500')).toBe(true)
  await page.keyboard.press('End')
  await line(page, 501).waitFor()
})

it('is accessible and fits in every look', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(
    daemon,
    `for i in $(seq 1 60); do printf '\\033[32mok\\033[0m %s\\n' $i; done; echo "FAIL ${'long '.repeat(25)}" >&2`,
  )
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log&find=FAIL&lines=50-54` })
  await line(page, 50).waitFor()
  await page.getByText(/^1 of \d$/).waitFor()
  await expectFineInEveryLook(page, 'job-log-lines')
  expect(await page.locator('html').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
})
