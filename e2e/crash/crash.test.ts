import { expect, it, onTestFinished } from 'vitest'
import { crashRun } from './crash-run.ts'
import { expectNothingLost, summaryOf } from './judge.ts'

it('loses nothing and does nothing twice, whatever is killed', async () => {
  const report = await crashRun({ kills: 10, slots: 3 })
  onTestFinished(() => report.remove())
  console.log(summaryOf(report))
  await expectNothingLost(report, 10_000)
  expect(report.acknowledged.length).toBeGreaterThan(12)
  expect(report.busy).toBeGreaterThan(0)
}, 90_000)
