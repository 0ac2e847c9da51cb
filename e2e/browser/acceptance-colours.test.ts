import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aJob,
  aScript,
  endless,
  failing,
  jobsTable,
  openConsole,
  overOutput,
  picture,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

/** Point 9 of the console's brief: every state reads in greyscale and in forced colours, on every page. */

interface Mark {
  readonly state: string
  readonly word: string
  /** What its icon is drawn of. */
  readonly shape: string
}

/** The marks of states in sight. */
const marksOf = (page: Page): Promise<Mark[]> =>
  page.locator('span[data-state]:has(> svg):visible').evaluateAll((marks) =>
    marks.map((mark) => ({
      state: mark.getAttribute('data-state') ?? '',
      // In two lines the icon begins the first, the word the second.
      word: (mark.textContent?.trim() || mark.closest('[role="row"]')?.textContent?.trim()) ?? '',
      shape: mark.querySelector('svg')?.innerHTML ?? '',
    })),
  )

/**
 * What cannot be seen as colours are now: icons and words that do not stand out from their ground, and things that are
 * chosen and look like their neighbours that are not.
 */
function unreadable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inSight = (element: Element) => {
      const { width, height } = element.getBoundingClientRect()
      return width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    }
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = (/rgba?\(([^)]*)\)/.exec(colour)?.[1] ?? '').split(/[ ,/]+/).map((part) => {
        const share = Number(part) / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const isClear = (colour: string) => colour === 'transparent' || colour.endsWith(', 0)')
    const groundOf = (element: Element | null): string => {
      if (element === null) return getComputedStyle(document.body).backgroundColor
      const { backgroundColor } = getComputedStyle(element)
      return isClear(backgroundColor) ? groundOf(element.parentElement) : backgroundColor
    }
    const contrast = (element: Element) => {
      const [one, other] = [luminance(getComputedStyle(element).color), luminance(groundOf(element))]
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    }
    const nameOf = (element: Element) =>
      `${element.localName} «${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}»`

    const faint = [
      ...document.querySelectorAll('span[data-state] > svg, span[data-state] > span, button, a, h1, h2, td, dd'),
    ]
      .filter((element) => inSight(element) && element.closest('[inert], [disabled], [aria-disabled]') === null)
      .filter((element) => (element instanceof SVGElement || element.textContent !== '') && contrast(element) < 4.5)
      .map((element) => `${nameOf(element)} does not stand out`)

    const CHOSEN = ['aria-pressed', 'aria-current', 'aria-selected'] as const
    const isChosen = (element: Element) => CHOSEN.some((name) => !['false', null].includes(element.getAttribute(name)))
    const lookOf = (element: Element) => {
      const of = getComputedStyle(element)
      const borders = [
        of.borderTopWidth,
        of.borderTopStyle,
        of.borderTopColor,
        of.borderBottomWidth,
        of.borderBottomColor,
      ]
      const inside = [...element.querySelectorAll('*')].filter(inSight).map(({ localName }) => localName)
      return [of.backgroundColor, of.color, of.fontWeight, of.textDecorationLine, of.outlineStyle, of.outlineWidth]
        .concat(borders, inside)
        .join(' ')
    }
    const groups = Map.groupBy(
      [...document.querySelectorAll('button, a, [role="tab"], [role="row"]')].filter(
        (element) => inSight(element) && element.closest('[inert]') === null && element !== document.activeElement,
      ),
      (element) => element.closest('[role="tablist"], [role="group"], nav, [role="rowgroup"], ul')?.outerHTML ?? '',
    )
    const alike = [...groups.values()].flatMap((group) => {
      const others = new Set(group.filter((element) => !isChosen(element)).map(lookOf))
      return group
        .filter((element) => isChosen(element) && others.has(lookOf(element)))
        .map((element) => `${nameOf(element)} looks as if it were not chosen`)
    })
    return [...faint, ...alike]
  })
}

/** Jobs in as many states as there are at once, with what they made; the last one still runs. */
async function manyStates(daemon: TestDaemon): Promise<{ over: string; runs: string; schedule: string }> {
  const { core } = daemon
  const over = await overOutput(daemon)
  await settledJob(daemon, over)
  await core.jobs.retry({ id: over })
  await until('it ran again', async () => (await core.jobs.get({ id: over })).runs.length === 2)
  await settledJob(daemon, over)
  await settledJob(daemon, await failing(daemon))
  const { job: gone } = await core.jobs.enqueue(LATER)
  await core.jobs.cancel({ id: gone.id })
  await core.jobs.enqueue(LATER)
  const schedule = await aTrippedSchedule(daemon)
  const runs = await endless(daemon)
  await until('it runs', async () => (await core.jobs.get({ id: runs })).job.state === 'running')
  await core.jobs.enqueue(aJob())
  return { over, runs, schedule }
}

const LATER = aJob({ run_at: new Date(Date.now() + 3_600_000).toISOString() })

/** A schedule its breaker stopped, with one after it that is off; its id. */
async function aTrippedSchedule({ core }: TestDaemon): Promise<string> {
  const trigger = { kind: 'manual' } as const
  const job = aScript('exit 3')
  const { id } = await core.schedules.create({ name: 'broken', trigger, job, breaker: { failures: 1 } })
  await core.schedules.create({ name: 'after it', trigger, job, after: [{ parent: id }] })
  await core.schedules.enable({ id })
  await core.schedules.runNow({ id })
  await until('its breaker stopped it', async () => (await core.schedules.get({ id })).state === 'tripped')
  return id
}

/** Icons and words of the marks in sight are there, whatever their colours; where `apart`, no two states share either. */
async function expectMarked(page: Page, path: string, apart = false): Promise<void> {
  const marks = await marksOf(page)
  expect([path, marks.filter(({ word, shape }) => word === '' || shape === '')]).toEqual([path, []])
  if (!apart) return
  const states = new Map(marks.map((mark) => [mark.state, mark]))
  expect(states.size).toBeGreaterThan(4)
  for (const part of ['word', 'shape'] as const)
    expect(new Set([...states.values()].map((mark) => mark[part])).size).toBe(states.size)
}

it('9: tells states by icon and word, and what is chosen by more than its colour, on every page', async () => {
  const daemon = await aDaemon()
  const { over, runs, schedule } = await manyStates(daemon)
  const page = await openConsole(daemon, { width: 1440, height: 1000 })
  const PATHS = [
    '/?since=7d',
    '/jobs?state=failed,succeeded,running,queued,cancelled,scheduled',
    `/jobs?peek=${over}`,
    `/jobs/${over}?run=1`,
    `/jobs/${runs}?tab=log`,
    `/jobs/${over}?tab=result`,
    `/jobs/${over}?tab=request`,
    `/jobs/${over}/compare?a=1&b=2`,
    '/jobs/new?type=test_runner',
    '/schedules?state=off,on,tripped',
    `/schedules/${schedule}`,
    `/schedules/${schedule}/edit`,
    `/chains/${schedule}`,
    '/review?state=all',
    '/ledger',
    '/inbox',
    '/doctor',
    '/settings/display',
    '/settings/keys',
    '/settings/workspaces',
    '/first-run',
  ]
  const found: string[] = []
  const look = async (path: string) => {
    await page.evaluate((to) => history.pushState(undefined, '', to), path)
    await page.waitForURL((url) => url.pathname === path.split('?')[0])
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
    const apart = path.startsWith('/jobs?state')
    if (apart) await jobsTable(page).getByRole('row').nth(5).waitFor()
    for (const forcedColors of ['none', 'active'] as const) {
      await page.emulateMedia({ forcedColors })
      await expectMarked(page, path, apart)
      if (forcedColors === 'active') found.push(...(await unreadable(page)).map((what) => `${path}: ${what}`))
    }
    await picture(page, `forced-colours${path.replaceAll(/[^a-z]+/g, '-')}`)
  }
  for (const path of PATHS) await look(path)
  await daemon.core.killSwitch.engage({ hard: true })
  await page.getByText('HARD STOP', { exact: true }).waitFor()
  for (const path of ['/', '/jobs', `/jobs/${runs}`]) await look(path)
  expect(found).toEqual([])
})
