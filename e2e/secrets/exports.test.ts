import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aDaliRepository, enqueueRow, importDali } from '../support/dali.ts'
import { aScript } from '../support/jobs.ts'
import { aKeyring, filesWith, granting, SECRET } from '../support/secrets.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

/** A core that holds what was said before the value was kept as a secret, so nothing hid it. */
async function aCoreThatSaidIt() {
  const opened = await testCore({ keyKeepers: aKeyring() })
  const id = await enqueued(opened.core, aScript(`echo "it is ${SECRET}"`))
  await settled(opened.core, id)
  await opened.core.secrets.set({ name: 'API_TOKEN', value: SECRET }, 'operator')
  return opened
}

it('a bundle that would hold a secret is not written; the places are named, and it can be allowed', async () => {
  const { core } = await aCoreThatSaidIt()
  const path = join(aFolder('export'), 'bundle')
  const refused = core.evidence.export({ path })
  await expect(refused).rejects.toMatchObject({
    code: 'export_has_secrets',
    message: expect.stringMatching(
      /^What would be written holds \d+ texts that look like secrets: the content of row \d+ \(interlock\)/,
    ),
    remedy: expect.stringContaining('--allow-findings'),
  })
  await expect(refused).rejects.not.toThrow(SECRET)
  expect(existsSync(path)).toBe(false)
  const written = await core.evidence.export({ path, allow_findings: true })
  expect(written.findings).toBeGreaterThan(1)
  expect(filesWith(path, SECRET)).not.toEqual([])
  expect(JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8'))).toMatchObject({ findings: written.findings })
})

it('a ledger for DALI that would hold a secret is not left behind', async () => {
  const { core } = await aCoreThatSaidIt()
  const folder = aFolder('export')
  const path = join(folder, 'jobs.jsonl')
  await expect(core.exchange.exportDali({ path })).rejects.toMatchObject({ code: 'export_has_secrets' })
  expect(readdirSync(folder)).toEqual([])
  expect(await core.exchange.exportDali({ path, allow_findings: true })).toMatchObject({ findings: 1 })
  expect(filesWith(folder, SECRET)).toEqual(['jobs.jsonl'])
})

it('what a run was granted and said leaves as it was hidden, without a finding', async () => {
  const { core } = await testCore({ keyKeepers: aKeyring() })
  await core.secrets.set({ name: 'API_TOKEN', value: SECRET }, 'operator')
  const id = await enqueued(core, aScript('echo "postgres://me:$API_TOKEN@host/db"; env', granting('API_TOKEN')))
  await settled(core, id)
  const folder = aFolder('export')
  expect(await core.evidence.export({ path: join(folder, 'bundle') })).toMatchObject({ findings: 0 })
  expect(await core.exchange.exportDali({ path: join(folder, 'jobs.jsonl') })).toMatchObject({ findings: 0 })
  expect(filesWith(folder, SECRET)).toEqual([])
})

it('a token that came in with an import is found before it leaves', async () => {
  const { core } = await testCore()
  const token = `ghp_${'aB3dE6gH9jK2'.repeat(3)}`
  const { root } = aDaliRepository(
    enqueueRow('with-token', { payload: { inputs: [`${token}.md`], max_input_bytes: 1024, max_output_bytes: 1024 } }),
  )
  await importDali(core, root)
  const path = join(aFolder('export'), 'bundle')
  await expect(core.evidence.export({ path })).rejects.toMatchObject({ code: 'export_has_secrets' })
})
