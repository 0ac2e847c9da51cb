import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sanitised } from '#confine'
import type { Core } from '#core'
import { aJob, aTestRun } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled } from '../support/wait.ts'

/** What splits lines for some programs and not for others, and what some take away. */
const SEPARATORS = 'a\u0085b\u2028c\u2029d\u000be\u000cf\u001cg\u00a0h\ufeffi'

async function outputOf(core: Core, run: string): Promise<string> {
  const { frames } = await core.runs.output({ id: run, from: 0, limit: 100_000 })
  return frames
    .filter(({ stream }) => stream === 'stdout')
    .map(({ text }) => text)
    .join('')
}

it('keeps separators of lines as they are, in what was asked, in what was written and in the ledger', async () => {
  const workspace = aFolder('odd')
  const document = `${SEPARATORS}.md`
  writeFileSync(join(workspace, document), `text ${SEPARATORS}\n`)
  const { core } = await testCore({ workspace })

  const digest = await enqueued(core, {
    ...aJob({ idempotency_key: SEPARATORS, meta: { [SEPARATORS]: [SEPARATORS] } }),
    payload: { inputs: [document], max_input_bytes: 4096, max_output_bytes: 4096, title: SEPARATORS },
  })
  expect(await settled(core, digest)).toMatchObject({ state: 'succeeded', idempotency_key: SEPARATORS })
  const { job, artifacts } = core.jobs.get(digest)
  expect(job.payload).toMatchObject({ inputs: [document], title: SEPARATORS })
  expect(job.meta).toEqual({ [SEPARATORS]: [SEPARATORS] })
  const { text } = await core.artifacts.read({ id: artifacts[0]!.id, from: 0, limit: 10_000 })
  expect(text).toBe(`# ${SEPARATORS}\n\n## ${document}\ntext ${SEPARATORS}\n`)

  const printed = await enqueued(core, aTestRun([['printf', '%s', SEPARATORS]]))
  await settled(core, printed)
  const [run] = core.jobs.get(printed).runs
  expect(run?.result).toMatchObject({
    results: [{ argv: ['printf', '%s', SEPARATORS], stdout: sanitised(SEPARATORS) }],
  })
  // Some of them are control characters, which are shown and not obeyed.
  expect(await outputOf(core, run!.id)).toBe(sanitised(SEPARATORS))

  const [event] = await eventsOf(core, { kind: ['job.enqueued'], job: digest })
  expect(event?.payload['idempotency_key']).toBe(SEPARATORS)
  expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
})

it('keeps characters beyond the basic plane whole, wherever output is cut into frames', async () => {
  const { core } = await testCore()
  const pile = '😀'.repeat(50_000)
  const job = await enqueued(
    core,
    aTestRun([['python3', '-c', "import sys; sys.stdout.buffer.write('😀'.encode() * 50000)"]]),
  )
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
  const [run] = core.jobs.get(job).runs
  expect(await outputOf(core, run!.id)).toBe(pile)
})
