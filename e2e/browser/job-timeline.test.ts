import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aDaemon, aTestRun, expectAccessible, expectShown, openConsole, settledJob, until } from './harness/index.ts'

const events = (page: Page) => page.getByRole('grid', { name: 'Events' })
const record = (page: Page) => page.getByRole('complementary', { name: /^Event / })
const rows = (page: Page) => events(page).getByRole('row').count()

async function aRun(commands: string[][]) {
  const daemon = await aDaemon()
  const { job } = await daemon.core.jobs.enqueue(aTestRun(commands))
  await settledJob(daemon, job.id)
  return { daemon, id: job.id }
}

it('shows a stretch of a run, typed or brushed, and keeps it in the address', async () => {
  const { daemon, id } = await aRun([
    ['sleep', '0.4'],
    ['sh', '-c', 'sleep 0.4; exit 3'],
  ])
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  await events(page).waitFor()
  expect(
    await page.getByRole('list', { name: 'Legend of the timeline' }).getByRole('listitem').allTextContents(),
  ).toEqual(['call being recorded', 'step at work', 'step failed'])
  const all = await rows(page)
  await page.getByLabel('To, seconds of the run').fill('0.2')
  await page.keyboard.press('Enter')
  await page.waitForURL(/range=0-0\.2/)
  await until('only its events are listed', async () => (await rows(page)) < all)
  await page.reload()
  expect(await page.getByLabel('To, seconds of the run').inputValue()).toBe('0.2')
  await page.getByRole('button', { name: 'Whole run' }).click()
  await page.waitForURL((url) => !url.searchParams.has('range'))

  const figure = (await page.getByRole('figure').boundingBox())!
  await page.mouse.move(figure.x + figure.width * 0.4, figure.y + 14)
  await page.mouse.down()
  await page.mouse.move(figure.x + figure.width * 0.6, figure.y + 14, { steps: 5 })
  await page.mouse.up()
  await page.waitForURL(/range=[\d.]+-[\d.]+/)
  await until('the brushed events are listed', async () => (await rows(page)) < all)
})

it('keeps lanes, events and the address to what is asked for', async () => {
  const { daemon, id } = await aRun([['true'], ['sh', '-c', 'exit 3']])
  const page = await openConsole(daemon, { at: `/jobs/${id}?problems=1` })
  await until('one event is left', async () => (await rows(page)) === 2)
  await page.getByRole('figure', { name: /^Timeline: 1 steps/ }).waitFor()
  await page.getByLabel('Only problems (1)').uncheck()
  await page.getByLabel('Filter events').fill('exit 3')
  await page.waitForURL(/q=exit%203/)
  await until('its call and its return are left', async () => (await rows(page)) === 3)
  await expect.poll(() => page.getByRole('figure', { name: /^Timeline: 1 steps/ }).count()).toBe(1)
})

it('shows the arguments of a command so that none can be taken for another', async () => {
  const { daemon, id } = await aRun([['sh', '-c', 'true\n# a\tb \u202e⟨U+000A⟩']])
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  const told = "sh -c 'true⟨U+000A⟩# a⟨U+0009⟩b ⟨U+202E⟩⟨U+27E8⟩U+000A⟩'"
  await events(page).getByRole('row').filter({ hasText: told }).first().waitFor()
  await page.getByRole('figure').getByTitle(told).waitFor()
  await page.getByRole('tab', { name: 'Request' }).click()
  await expectShown(page.getByText('true⟨U+000A⟩', { exact: true }).first())
})

it('says how a step ended inside the picture, also in a narrow window', async () => {
  const { daemon, id } = await aRun([['sleep', '0.4'], ['no-such-command-anywhere-on-this-machine']])
  const page = await openConsole(daemon, { at: `/jobs/${id}`, width: 900 })
  const figure = page.getByRole('figure')
  await figure.waitFor()
  const beyond = await figure.evaluate((drawn) => {
    const edge = drawn.getBoundingClientRect().right
    return [...drawn.querySelectorAll('span')]
      .filter((each) => each.children.length === 0 && each.textContent !== '')
      .filter((each) => each.getBoundingClientRect().right > edge)
      .map((each) => each.textContent)
  })
  expect(beyond).toEqual([])
})

it('goes from event to event by arrow keys and by neighbours', async () => {
  const { daemon, id } = await aRun([['true']])
  const page = await openConsole(daemon, { at: `/jobs/${id}` })
  await events(page).waitFor()
  await page.keyboard.press('ArrowRight')
  await record(page).getByText('Job added').first().waitFor()
  await page.keyboard.press('ArrowRight')
  await record(page).getByText('Run claimed by a worker').first().waitFor()
  await page.keyboard.press('ArrowLeft')
  await record(page).getByText('Job added').first().waitFor()
  const after = page.getByRole('navigation', { name: 'Neighbours' }).getByRole('button', { name: /^After it/ })
  await after.click()
  await record(page)
    .getByRole('button', { name: /^Before it.*Job added/ })
    .waitFor()
  await expectAccessible(page)
})
