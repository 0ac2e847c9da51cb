import { expect, it } from 'vitest'
import { aScript } from '../support/jobs.ts'
import { aReview, one } from '../support/reviews.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

const LATER_STEPS = 2100

it('tells of the making and of each decision, whatever happened to the job and its other artifacts since', async () => {
  const { core } = await testCore()
  const job = await enqueued(core, aScript('echo made'))
  await settled(core, job)
  const [artifact, other] = core.jobs.get(job).artifacts
  if (artifact === undefined || other === undefined) throw new Error('A run of commands makes two artifacts.')
  const { provenance } = core.artifacts.get(artifact.id)
  expect(core.artifacts.get(artifact.id)).toMatchObject({
    provenance: { created_seq: expect.any(Number) },
    history: [{ kind: 'artifact.created', seq: provenance.created_seq }],
    history_more: 0,
  })
  await core.artifacts.decide({ items: [artifact], act: 'accept', note: 'reads well' }, 'operator')
  let { revision } = other
  for (let n = 0; n < LATER_STEPS; n += 1) {
    const items = [{ id: other.id, revision }]
    revision = one((await core.artifacts.decide({ items, act: 'note', note: `${n}` }, 'operator')).done).revision
  }
  expect(core.artifacts.get(artifact.id)).toMatchObject({
    provenance: { created_seq: provenance.created_seq },
    history: [{ kind: 'artifact.created' }, { kind: 'artifact.accepted', note: 'reads well' }],
    history_more: 0,
  })
  const before = performance.now()
  const { history, history_more } = core.artifacts.get(other.id)
  expect(performance.now() - before).toBeLessThan(100)
  expect(history[0]?.kind).toBe('artifact.created')
  expect(history.at(-1)?.note).toBe(`${LATER_STEPS - 1}`)
  expect(history_more).toBe(LATER_STEPS - 200)
}, 60_000)

it('answers to the last 8 characters of an id, whatever is asked of it', async () => {
  const { core, artifact } = await aReview()
  const short = artifact.id.slice(-8)
  expect(core.artifacts.get(short).artifact.id).toBe(artifact.id)
  expect((await core.artifacts.read({ id: short, from: 0, limit: 100 })).artifact.id).toBe(artifact.id)
  await expect(core.artifacts.read({ id: short.slice(2), from: 0, limit: 100 })).rejects.toMatchObject({
    code: 'artifact_not_found',
  })
})
