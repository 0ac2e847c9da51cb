import { expect, it, onTestFinished } from 'vitest'
import { crashRun } from './crash-run.ts'
import { expectNothingLost, summaryOf } from './judge.ts'

it('loses nothing and does nothing twice in 200 kills', async () => {
  const report = await crashRun({ kills: 200, slots: 4 })
  onTestFinished(() => report.remove())
  console.log(summaryOf(report))
  await expectNothingLost(report, 2000)
  expect(report.busy).toBeGreaterThan(40)
  expect(Object.values(report.kills).every((n) => n > 5)).toBe(true)
}, 1_200_000)
