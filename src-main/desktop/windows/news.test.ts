import { expect, it } from 'vitest'
import { createNewsBoard } from './news.ts'

const LIVE = { mode: 'attached', contact: 'live', can_run_here: false, other_version: null } as const
const LOST = { ...LIVE, contact: 'lost' } as const
const FIRST = { news: 'go', path: '/jobs/1' } as const
const SECOND = { news: 'go', path: '/jobs/2' } as const

function aBoard() {
  const time = { ms: 0 }
  return { time, board: createNewsBoard(LIVE, () => time.ms) }
}

it('tells how the core stands first, then what waited, then what comes', async () => {
  const board = aBoard().board
  board.tell({ news: 'go', path: '/jobs' })
  const page = board.follow(new AbortController().signal)
  expect((await page.next()).value).toEqual({ news: 'core', core: LIVE })
  expect((await page.next()).value).toEqual({ news: 'go', path: '/jobs' })
  const later = page.next()
  board.setCore(LOST)
  expect((await later).value).toEqual({ news: 'core', core: LOST })
})

it('goes to the page that followed last, which hears how the core stands too', async () => {
  const board = aBoard().board
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
  const board = aBoard().board
  const gone = new AbortController()
  const page = board.follow(gone.signal)
  await page.next()
  const waits = page.next()
  gone.abort()
  expect((await waits).done).toBe(true)
})

it('keeps the latest where too much waits', async () => {
  const board = aBoard().board
  for (let at = 0; at < 30; at += 1) board.tell({ news: 'go', path: `/jobs/${at}` })
  const page = board.follow(new AbortController().signal)
  await page.next()
  expect((await page.next()).value).toEqual({ news: 'go', path: '/jobs/10' })
})

it.each(['ends', 'is followed by another'])('tells the next page what one took that %s right then', async (how) => {
  const { board, time } = aBoard()
  const gone = new AbortController()
  const page = board.follow(gone.signal)
  await page.next()
  board.tell(FIRST)
  board.tell(SECOND)
  expect([(await page.next()).value, (await page.next()).value]).toEqual([FIRST, SECOND])
  if (how === 'ends') {
    gone.abort()
    // However long it takes until there is another.
    time.ms += 60_000
  }
  const next = board.follow(new AbortController().signal)
  await next.next()
  expect([(await next.next()).value, (await next.next()).value]).toEqual([FIRST, SECOND])
})

it('does not tell again what a page had time to show, nor anything for ever', async () => {
  const { board, time } = aBoard()
  const follow = () => board.follow(new AbortController().signal)
  const first = follow()
  await first.next()
  board.tell(FIRST)
  await first.next()
  time.ms += 1000
  board.tell(SECOND)
  await first.next()
  const second = follow()
  await second.next()
  expect((await second.next()).value).toEqual(SECOND)
  const third = follow()
  await third.next()
  board.tell(FIRST)
  expect((await third.next()).value).toEqual(FIRST)
})
