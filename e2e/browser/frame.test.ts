import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import {
  aDaemon,
  aDaemonProcess,
  aJob,
  endless,
  expectAccessible,
  expectShown,
  itInBrowser,
  NO_CONNECTION,
  openConsole,
  openWindow,
  until,
} from './harness/index.ts'

const SESSION_KEY = 'interlock.session_key'

describe('signing in', () => {
  it('trades the code once, and leaves none in the address or the history', async () => {
    const daemon = await aDaemon()
    const url = await daemon.signInUrl()
    const page = await openConsole(daemon)
    expect(page.url()).not.toContain('code')
    // The same window again, with a fresh code.
    await page.goto(url)
    await until('the code is gone', () => !page.url().includes('code'))
    await page.getByRole('button', { name: 'Engage kill switch' }).waitFor()
    await page.goBack()
    expect(page.url()).not.toContain('code')
  })

  it('says to somebody without a session what to do, and lets nothing else through', async () => {
    const daemon = await aDaemon()
    const page = await openWindow({ tolerates: NO_CONNECTION })
    await page.goto(new URL('/ledger', await daemon.signInUrl()).href)
    await page.getByRole('heading', { name: 'This page is not signed in to Interlock.' }).waitFor()
    await page.getByText('Run interlock open to get a fresh address.').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
    await expectAccessible(page)
  })

  it('refuses a code that was used, in words', async () => {
    const daemon = await aDaemon()
    const url = await daemon.signInUrl()
    await (await openWindow({ tolerates: NO_CONNECTION })).goto(url)
    const second = await openWindow({ tolerates: NO_CONNECTION })
    await until('the first has taken it', async () => {
      await second.goto(url)
      return (await second.getByRole('heading', { name: 'This sign-in code was used before' }).count()) === 1
    })
    await expectAccessible(second)
  })

  it('says to another user whose browser it must be', async () => {
    const daemon = await aDaemon()
    const page = await openWindow({ tolerates: NO_CONNECTION })
    await page.route('**/auth/exchange', (route) => route.fulfill({ status: 403, json: { code: 'user_refused' } }))
    await page.goto(await daemon.signInUrl())
    await expectShown(page.getByRole('heading', { name: 'This sign-in came from a program of another user.' }))
  })

  itInBrowser('shows the sign-in page when the core was started anew', async () => {
    const first = await aDaemonProcess()
    const page = await openConsole(first, { tolerates: NO_CONNECTION })
    const port = Number(new URL(page.url()).port)
    await first.kill()
    await page.getByText('State unknown', { exact: true }).waitFor()
    const { core } = await aDaemon({ home: first.home, port, bare: true })
    await expectShown(page.getByRole('heading', { name: 'This page is not signed in to Interlock.' }))
    // As it is typed on this machine, which it was told while it was signed in.
    const { command } = (await core.system.status()).core
    expect(await page.locator('main code').allTextContents()).toEqual([`${command} open`, `${command} kill`])
    expect(await page.evaluate((name) => localStorage.getItem(name), SESSION_KEY)).toBeNull()
  })

  itInBrowser('holds for every window of the browser, as long as it has the key beside the cookie', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    const second = await page.context().newPage()
    await second.goto(new URL('/ledger', page.url()).href)
    await second.getByRole('button', { name: 'Engage kill switch' }).waitFor()
    await second.evaluate((name) => localStorage.removeItem(name), SESSION_KEY)
    await second.reload()
    await second.getByRole('heading', { name: 'This page is not signed in to Interlock.' }).waitFor()
    // Signing in again lets this window in, and the other one goes on.
    await second.goto(await daemon.signInUrl())
    await second.getByRole('button', { name: 'Engage kill switch' }).waitFor()
    await page.reload()
    await expectShown(page.getByRole('button', { name: 'Engage kill switch' }))
  })

  it('lasts as long as the page where the browser stores nothing', async () => {
    const daemon = await aDaemon()
    const page = await openWindow({ tolerates: NO_CONNECTION })
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'localStorage', {
        get: () => {
          throw new DOMException('Storage is switched off.', 'SecurityError')
        },
      })
    })
    await page.goto(await daemon.signInUrl())
    await page.getByRole('button', { name: 'Engage kill switch' }).waitFor()
    await page.reload()
    await expectShown(page.getByRole('heading', { name: 'This page is not signed in to Interlock.' }))
  })
})

describe('keys', () => {
  it('lead to each page and list exactly what works there', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor()
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys that work here' })
    await dialog.getByText('Filter by job or run, or jump to a row').waitFor()
    expect(await dialog.getByText('Close the row').count()).toBe(0)
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  })

  it('do nothing while one types', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon, { at: '/settings/workspaces' })
    await page.getByLabel('Folder', { exact: true }).pressSequentially('g l ? j')
    expect(await page.getByLabel('Folder', { exact: true }).inputValue()).toBe('g l ? j')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe('/settings/workspaces')
  })

  it('can be switched off where they are single, for good', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon)
    await page.keyboard.press('g')
    await page.keyboard.press(',')
    await page.getByRole('link', { name: 'Keys', exact: true }).click()
    await page.getByLabel('Single keys act').click()
    await until('the core has it', async () => !(await daemon.core.desk.get()).keys.value.single)
    await page.goto(new URL('/', page.url()).href)
    await page.getByRole('button', { name: 'Engage kill switch' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    expect(await page.getByRole('dialog').getByText('Ledger').count()).toBe(0)
  })
})

it('reaches everything in the frame by Tab, and gives the focus back after a dialog', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  const reached: string[] = []
  for (let tab = 0; tab < 30; tab += 1) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''))
  }
  for (const name of ['Overview', 'Ledger', 'Settings', 'Live', 'Inbox', 'Engage kill switch'])
    expect(reached).toContain(name)
  await page.getByRole('link', { name: 'Settings' }).focus()
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await until('the focus is back', () => page.evaluate(() => document.activeElement?.textContent === 'Settings'))
})

it('follows the theme of the system until one is chosen, also in other windows', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { theme: 'dark' })
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await ground()).toBe('rgb(14, 16, 20)')
  const other = await openConsole(daemon, { theme: 'dark' })
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Light').click()
  await until('it is light', async () => (await ground()) === 'rgb(245, 246, 248)')
  await until('the other browser follows', () =>
    other.evaluate(() => getComputedStyle(document.body).backgroundColor === 'rgb(245, 246, 248)'),
  )
  await page.reload()
  expect(await ground()).toBe('rgb(245, 246, 248)')
})

it('keeps lists still while paused, counts what it is behind, and catches up', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const page = await openConsole(daemon)
  await page.getByText('nothing queued').waitFor()
  await page.keyboard.press('Shift+U')
  await page.getByText('Paused by you').waitFor()
  await daemon.core.jobs.enqueue(aJob())
  await page.getByText('Paused by you, 1 event behind').waitFor()
  expect(await page.getByText('nothing queued').count()).toBe(1)
  await page.keyboard.press('Shift+U')
  await page.getByRole('link', { name: '1 queued' }).first().waitFor()
})

it('moves nothing when motion is not wanted', async () => {
  const daemon = await aDaemon()
  await endless(daemon)
  const page = await openConsole(daemon, { reducedMotion: true })
  await page.getByText('Running', { exact: true }).first().waitFor()
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
})

it('works in a narrow window at twice the size', async () => {
  const daemon = await aDaemon()
  // 900 pixels at 200 % leave 450.
  const { job } = await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon, { width: 450, height: 400, at: `/jobs/${job.id}` })
  await page.getByRole('heading', { level: 1 }).getByText(job.id.slice(-8)).waitFor()
  const isWhole = () =>
    page.getByRole('heading', { level: 1 }).evaluate((title) => title.scrollWidth <= title.clientWidth)
  expect(await isWhole()).toBe(true)
  await page.setViewportSize({ width: 900, height: 800 })
  expect(await isWhole()).toBe(true)
  expect(await countsOverOtherLines(page)).toEqual([])
  await page.setViewportSize({ width: 450, height: 700 })
  await page.getByRole('button', { name: 'Open the menu' }).click()
  await page.getByRole('link', { name: 'Ledger', exact: true }).click()
  await page.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(await page.getByRole('button', { name: 'Engage kill switch' }).isVisible()).toBe(true)
  await page.getByRole('button', { name: 'Engage kill switch' }).click()
  await page.getByText('ENGAGED', { exact: true }).waitFor()
})

/** Counts in the rail that lie over another line of it than their own. */
async function countsOverOtherLines(page: Page): Promise<string[]> {
  const rail = page.getByRole('navigation', { name: 'Pages' })
  await rail.locator('a [aria-hidden]:not(svg)').first().waitFor()
  return rail.evaluate((nav) => {
    const lines = [...nav.querySelectorAll('a')]
    return lines.flatMap((line) => {
      const count = line.querySelector('[aria-hidden]:not(svg)')?.parentElement?.getBoundingClientRect()
      if (count === undefined) return []
      const others = lines.filter((each) => each !== line).map((each) => each.getBoundingClientRect())
      const covers = others.some(({ top, bottom }) => count.top < bottom && count.bottom > top)
      return covers ? [line.textContent ?? ''] : []
    })
  })
}
