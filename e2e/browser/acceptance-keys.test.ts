import { expect, it } from 'vitest'
import { aDaemon, CLIPBOARD, openConsole, until } from './harness/index.ts'
import { inboxScenes, ledgerScenes, quiet } from './key-scenes/evidence.ts'
import { approvalsScenes, settleApprovals } from './key-scenes/approvals.ts'
import { frameCases, tableOfKeys } from './key-scenes/frame.ts'
import { aHouse } from './key-scenes/house.ts'
import { jobScenes } from './key-scenes/job.ts'
import { jobsScenes } from './key-scenes/jobs.ts'
import { firstScenes, overviewScenes } from './key-scenes/overview.ts'
import { reviewScenes } from './key-scenes/review.ts'
import { schedulesScenes } from './key-scenes/schedules.ts'
import { listed, pressPrinted, type Scene, walk } from './key-scenes/scene.ts'

/** Point 2 of the console's brief: `?` lists exactly the keys that work where one is, and each does what it says. */

it('2: does on each page what `?` lists there, and has no key that works nowhere', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { height: 1400, ...CLIPBOARD })
  const walked: string[] = []
  const through = async (scenes: readonly Scene[]) => {
    for (const scene of scenes) walked.push(...(await walk(page, scene)))
  }
  await through(firstScenes(page))
  const house = await aHouse(daemon)
  await through([...overviewScenes(page), ...jobScenes(page, house)])
  await until('the job that was added has ended', async () => {
    const { counts } = await daemon.core.system.status()
    return counts.queued + counts.running === 0
  })
  await through([
    ...jobsScenes(page, daemon),
    ...reviewScenes(page),
    ...ledgerScenes(page, daemon),
    ...inboxScenes(page),
    ...(await schedulesScenes(page, daemon)),
    ...approvalsScenes(page, daemon),
    quiet(page, 'Settings', '/settings/keys'),
    quiet(page, 'Doctor', '/doctor'),
  ])

  // The title of the window counts what waits.
  await settleApprovals(daemon)

  const frame = await listed(page)
  for (const { label, keys } of frame.get('Go to') ?? [])
    for (const key of keys) {
      await pressPrinted(page, key)
      await until(`${key} leads to ${label}`, async () => (await page.title()).startsWith(label))
      walked.push(key)
    }
  const cases = frameCases(page, daemon)
  const everywhere = frame.get('Everywhere') ?? []
  expect(everywhere.map(({ label }) => label).toSorted()).toEqual(Object.keys(cases).toSorted())
  const table = await tableOfKeys(page)
  for (const { label, keys } of everywhere.toSorted((one) => (one.label === 'Engage kill switch' ? 1 : -1)))
    for (const key of keys) {
      await cases[label]?.(() => pressPrinted(page, key))
      walked.push(key)
    }
  expect(table.filter(({ keys }) => !walked.includes(keys))).toEqual([])
})
