import { expect, it, onTestFinished } from 'vitest'
import { crashRun } from './crash-run.ts'
import { expectNothingLost } from './judge.ts'

it('loses nothing and does nothing twice, whatever is killed', async () => {
  const report = await crashRun({ kills: 15, slots: 3 })
  onTestFinished(() => report.remove())
  console.log(JSON.stringify({ ...report, acknowledged: report.acknowledged.length }))
  await expectNothingLost(report)
  expect(report.acknowledged.length).toBeGreaterThan(20)
  expect(report.busy).toBeGreaterThan(0)
}, 90_000)
