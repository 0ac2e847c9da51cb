import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aScript, READING } from '../support/jobs.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { aProofKey, aProvider, KNOWS_ALL } from '../support/trust.ts'
import { enqueued, settled } from '../support/wait.ts'
import { aTerminal } from './terminal.ts'

const trust = { identity: { principal: 'bot', provider: 'vault' }, credentials: ['TOKEN_A'] }

it('says what the gates of a job would ask, what they found, and who is asked', async () => {
  const { run, home } = aTerminal()
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  aProofKey(home, 'ci')
  const { core } = await openCore({ home, slots: 1 })
  const id = await enqueued(core, aScript('true', { trust, policy: READING }))
  await settled(core, id)
  const [last] = core.jobs.get(id).runs
  await expect.poll(() => core.trust.ofJob(id)[0]?.cleanup).toBe('done')
  await core.close('test')

  const shown = await run('trust', 'show', last?.id ?? '')
  expect(shown).toMatchObject({ code: 0 })
  expect(shown.stdout).toMatch(/Gates +Let through\n/)
  expect(shown.stdout).toMatch(/Identity +bot, trusted as autonomous; vouched for by provider\n/)
  expect(shown.stdout).toMatch(/Credentials +TOKEN_A\. Taken back\.\n/)
  expect(shown.stdout).toMatch(/Evidence +[0-9a-f]{64}, as it was sealed\n/)
  expect((await run('trust', 'show', last?.id ?? '', '--json')).value()).toMatchObject({
    intact: true,
    cleanup: 'done',
  })
  expect(await run('trust', 'show', 'run-none')).toMatchObject({ code: 1 })

  const tried = await run('trust', 'providers', '--reload')
  expect(tried.stdout).toMatch(/^vault +identity +loaded, kept apart by \w+/m)
  expect(tried.stdout).toMatch(/^key ci +file +EdDSA/m)
  chmodSync(join(home, 'trust-providers'), 0o777)
  expect(await run('trust', 'providers')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/Nothing of the folder is used: .* can be written by others/) as unknown,
  })
  chmodSync(join(home, 'trust-providers'), 0o700)

  const file = join(aFolder('jobs'), 'job.json')
  const authorization = { provider: 'judge' }
  writeFileSync(file, JSON.stringify(aScript('true', { trust: { ...trust, authorization } })))
  const checked = await run('trust', 'check', file)
  expect(checked.code).toBe(1)
  expect(checked.stdout).toMatch(/A proof of this job is made over [0-9a-f]{64}\./)
  expect(checked.stdout).toMatch(/It would not pass: There is no authorization provider judge in /)
  writeFileSync(file, JSON.stringify(aScript('true', { trust })))
  expect(await run('trust', 'check', file)).toMatchObject({ code: 0 })
})
