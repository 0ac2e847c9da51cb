import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import { expect, it } from 'vitest'
import { aJob, anIndex, aScript, READING } from '../support/jobs.ts'
import { tamper } from '../support/database.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { aProofKey, aToken } from '../support/trust.ts'
import { eventsOf } from '../support/wait.ts'
import { copyOfBundle, fitManifest, readRows, verifyBundle, writeRows } from '../evidence/bundle.ts'
import { run } from './trust-bed.ts'

it('seals what the gates found, and shows when that was changed', async () => {
  const { core, home } = await testCore({ slots: 1 })
  const key = aProofKey(home, 'ci', { max_level: 'supervised' })
  const trust = {
    identity: { principal: 'bot', level: 'supervised' as const },
    required: { level: 'restricted' as const },
    proof: { method: 'jwt' as const, key: 'ci', token: await aToken(key, { sub: 'bot', jti: 'one' }) },
    contract: { network: 'deny' as const, audit: 'checkpoint' as const, max_cost_usd: 2, estimated_cost_usd: 1 },
  }
  const { job, trust: sealed } = await run(core, aScript('true', { trust, policy: READING }))
  expect(job.state).toBe('succeeded')
  expect(sealed).toMatchObject({
    intact: true,
    cleanup: 'not_needed',
    outcome: { state: 'succeeded', code: null },
    facts: {
      identity: { principal: 'bot', declared: 'supervised', level: 'supervised', vouched_by: 'proof' },
      proof: { result: 'verified', method: 'jwt', by: 'ci', algorithm: 'EdDSA' },
      contract: { network: 'deny', audit: 'checkpoint' },
    },
  })
  const envelope = { ...sealed?.facts, outcome: sealed?.outcome }
  expect(
    createHash('sha256')
      .update(canonicalize(envelope) ?? '')
      .digest('hex'),
  ).toBe(sealed?.sha256)

  const { path } = await core.evidence.export({
    job: job.id,
    path: join(aFolder('bundle'), 'out'),
    allow_findings: true,
  })
  expect(await verifyBundle(path)).toMatchObject({ ok: true })
  const copy = copyOfBundle(path)
  const rows = readRows(copy)
  const row = rows.find(({ kind }) => kind === 'run.trust')
  if (row === undefined) throw new Error('The bundle has no row of the trust of the run.')
  row.payload['sha256'] = 'f'.repeat(64)
  const { hash: _hash, ...content } = row
  row.hash = createHash('sha256')
    .update(canonicalize(content) ?? '')
    .digest('hex')
  writeRows(copy, rows)
  fitManifest(copy, rows)
  const { problems } = await verifyBundle(copy)
  expect(problems.map(({ problem }) => problem)).toContain(`It is not what row ${row.seq} sealed.`)

  const [event] = await eventsOf(core, { kind: ['run.trust'] })
  const body = (event?.payload['envelope'] as { id: string } | undefined)?.id ?? ''
  tamper(home, (database) =>
    database
      .prepare("UPDATE body SET content = CAST(replace(content, 'supervised', 'autonomous') AS BLOB) WHERE id = ?")
      .run(body),
  )
  expect(core.trust.show(sealed?.run ?? '')).toMatchObject({ intact: false })
  expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: false, bad_bodies: [{ id: body }] })
})

it('keeps a run to the paths and the network that its contract leaves it', async () => {
  const workspace = aFolder('workspace')
  for (const folder of ['docs', 'private']) mkdirSync(join(workspace, folder))
  writeFileSync(join(workspace, 'docs', 'a.md'), '# A\nneedle\n')
  writeFileSync(join(workspace, 'private', 'b.md'), '# B\nneedle\n')
  const { core } = await testCore({ slots: 1, workspace })
  const trust = { contract: { allowed_paths: ['docs'], network: 'deny' as const } }

  const listing = 'cat docs/a.md; cat private/b.md; echo new > docs/new.md; echo new > private/new.md; ls private'
  const { output } = await run(core, aScript(listing, { trust }))
  expect(output).toContain('needle')
  expect(output).toMatch(/private\/b\.md: No such file/)
  expect(output).not.toMatch(/# B|^b\.md/m)

  const inputs = ['docs/a.md', 'private/b.md', 'docs/new.md']
  const payload = { inputs, max_input_bytes: 4096, max_output_bytes: 4096 }
  const compacted = await run(core, { ...aJob({ trust }), payload })
  expect(core.jobs.get(compacted.job.id).runs[0]?.result).toMatchObject({ inputs_considered: 3, inputs_rejected: 1 })

  const policy = { ...READING, network_hosts: ['example.com'] }
  const named = await run(core, aScript('env', { trust, policy }))
  expect(named.job.state).toBe('succeeded')
  expect(named.output).not.toMatch(/PROXY/i)
})

it('lists of a repository what the contract names', async () => {
  const workspace = aFolder('workspace')
  for (const folder of ['docs', 'private']) {
    mkdirSync(join(workspace, folder))
    writeFileSync(join(workspace, folder, 'a.md'), 'text')
  }
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
  ])
    execFileSync('git', args, { cwd: workspace })
  const { core } = await testCore({ slots: 1, workspace })
  const trust = { contract: { allowed_paths: ['docs'] } }
  const { job } = await run(core, anIndex({ trust }))
  const [only] = core.jobs.get(job.id).runs
  expect(only?.result).toMatchObject({ files_considered: 1, hits_written: 1, files_rejected: 0 })
})
