import { z } from 'zod'
import { idSchema } from '../names.ts'
import { policySchema } from '../policy.ts'
import { policyDifferenceSchema, presetNameSchema, presetSchema } from '../presets.ts'
import { failsWith, procedure } from './base.ts'

export const policyContract = {
  presets: procedure('read')
    .route({ method: 'GET', path: '/policy/presets', summary: 'Policies to pick by name', tags: ['policy'] })
    .output(z.array(presetSchema)),
  compare: procedure('read')
    .route({
      method: 'POST',
      path: '/policy/compare',
      summary: 'In what a policy differs from a preset',
      description: 'Of a job, or a policy as it is sent. Fields that are left out count as what they mean.',
      tags: ['policy'],
    })
    .input(
      z.union([
        z.strictObject({ preset: presetNameSchema, job: idSchema }),
        z.strictObject({ preset: presetNameSchema, policy: policySchema }),
      ]),
    )
    .output(z.strictObject({ preset: presetNameSchema, differences: z.array(policyDifferenceSchema) }))
    .errors(failsWith('job_not_found', 'id_ambiguous')),
}
