import { expect, it } from 'vitest'
import { createNewsBoard } from './news.ts'

const LIVE = { mode: 'attached', contact: 'live', can_run_here: false } as const
const LOST = { ...LIVE, contact: 'lost' } as const

it('tells how the core stands first, then what waited, then what comes', async () => {
  const board = createNewsBoard(LIVE)
  board.tell({ news: 'go', path: '/jobs' })
  const page = board.follow(new AbortController().signal)
  expect((await page.next()).value).toEqual({ news: 'core', core: LIVE })
  expect((await page.next()).value).toEqual({ news: 'go', path: '/jobs' })
  const later = page.next()
  board.setCore(LOST)
  expect((await later).value).toEqual({ news: 'core', core: LOST })
})

it('goes to the page that followed last, which hears how the core stands too', async () => {
  const board = createNewsBoard(LIVE)
  const before = board.follow(new AbortController().signal)
  await before.next()
  const waits = before.next()
  const after = board.follow(new AbortController().signal)
  expect((await after.next()).value).toEqual({ news: 'core', core: LIVE })
  expect((await waits).done).toBe(true)
  board.tell({ news: 'go', path: '/jobs' })
  expect((await after.next()).value).toEqual({ news: 'go', path: '/jobs' })
})

it('ends with the page', async () => {
  const board = createNewsBoard(LIVE)
  const gone = new AbortController()
  const page = board.follow(gone.signal)
  await page.next()
  const waits = page.next()
  gone.abort()
  expect((await waits).done).toBe(true)
})

it('keeps the latest where too much waits', async () => {
  const board = createNewsBoard(LIVE)
  for (let at = 0; at < 30; at += 1) board.tell({ news: 'go', path: `/jobs/${at}` })
  const page = board.follow(new AbortController().signal)
  await page.next()
  expect((await page.next()).value).toEqual({ news: 'go', path: '/jobs/10' })
})
