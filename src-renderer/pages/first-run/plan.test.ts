import { expect, it } from 'vitest'
import { jobSpecSchema } from '#schemas'
import { plannedFor } from './plan.ts'

it('plans only what reads for a folder of one’s own', () => {
  for (const { spec } of plannedFor('mine')) {
    const { policy } = jobSpecSchema.parse({ ...spec, workspace: 'mine' })
    expect(policy).toEqual({ allow_network: false, allow_subprocess: false, allowed_tools: [] })
  }
})
