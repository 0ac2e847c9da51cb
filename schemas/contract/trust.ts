import { z } from 'zod'
import { idSchema } from '../names.ts'
import { runTrustSchema, trustCheckSchema, trustProvidersSchema } from '../trust-evidence.ts'
import { failsWith, procedure } from './base.ts'

export const trustContract = {
  providers: procedure('read')
    .route({
      method: 'GET',
      path: '/trust/providers',
      summary: 'Trust providers and keys, and what was refused',
      tags: ['trust'],
    })
    .output(trustProvidersSchema),
  reload: procedure('operate')
    .route({
      method: 'POST',
      path: '/trust/reload',
      summary: 'Read providers and keys again',
      description: 'Ends their processes. What was under way at a gate fails closed.',
      tags: ['trust'],
    })
    .output(trustProvidersSchema),
  ofJob: procedure('read')
    .route({ method: 'GET', path: '/jobs/{job}/trust', summary: 'Trust of the runs of a job', tags: ['trust'] })
    .input(z.strictObject({ job: idSchema }))
    .output(z.array(runTrustSchema))
    .errors(failsWith('job_not_found', 'id_ambiguous')),
  show: procedure('read')
    .route({ method: 'GET', path: '/runs/{run}/trust', summary: 'Evidence of the trust of a run', tags: ['trust'] })
    .input(z.strictObject({ run: idSchema }))
    .output(runTrustSchema)
    .errors(failsWith('run_not_found', 'trust_not_recorded')),
  check: procedure('read')
    .route({
      method: 'POST',
      path: '/trust/check',
      summary: 'What the gates of a job would ask',
      description: 'Nothing is written, and no provider is asked. Gives the hash that a proof is made over.',
      tags: ['trust'],
    })
    .input(z.record(z.string(), z.unknown()).meta({ description: 'A JobSpec, see the JSON Schema job-spec.json.' }))
    .output(trustCheckSchema)
    .errors(failsWith('workspace_not_found', 'workspace_required', 'secret_not_found', 'secret_in_job')),
}
