import { expect, it } from 'vitest'
import { testCore } from '../support/test-core.ts'
import { aProvider, KNOWS_ALL } from '../support/trust.ts'
import { aTrustedJob, run } from './trust-bed.ts'

it('lets a run through, fills its variables, hides them, and has them taken back', async () => {
  const { core, home } = await testCore({ slots: 1 })
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  const { job, trust, output } = await run(
    core,
    aTrustedJob(
      {
        identity: { principal: 'deploy-bot', provider: 'vault', level: 'supervised' },
        required: { level: 'supervised' },
        credentials: ['TOKEN_A'],
      },
      'echo "it is $TOKEN_A"; test "$TOKEN_A" = value-of-TOKEN_A',
    ),
  )
  expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' })
  expect(output).toContain('it is [redacted]')
  expect(trust).toMatchObject({
    intact: true,
    outcome: { state: 'succeeded' },
    facts: { gate: { decision: 'admitted' } },
  })
  await expect.poll(() => core.trust.show(trust?.run ?? '').cleanup).toBe('done')
})
