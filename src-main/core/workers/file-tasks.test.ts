import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { isInterlockError } from '#schemas'
import { createFileTasks, type FileTasks } from './file-tasks.ts'
import { forkProcess } from './start-process.ts'

const TASK = { task: 'remove', workspace: { name: 'w', path: '/' }, path: 'a', expect: '0'.repeat(64) } as const

/** Stands in for the built worker: leaves a mark for each process and runs `body` with the tasks it is sent. */
function aProcess(body: string, stopped = () => false): { files: FileTasks; marks: () => string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-file-tasks-'))
  const entry = join(folder, 'entry.mjs')
  const marks = join(folder, 'marks')
  writeFileSync(
    entry,
    `import { appendFileSync } from 'node:fs'
const mark = (what) => appendFileSync(${JSON.stringify(marks)}, what + '\\n')
process.on('disconnect', () => process.exit())
process.once('message', ({ tasks }) => { ${body} })`,
  )
  let nth = 0
  const files = createFileTasks({
    entry,
    startProcess: forkProcess,
    processes: { add: () => Promise.resolve(), remove: () => Promise.resolve(), list: () => [] },
    ids: { next: () => `wrk-${(nth += 1)}` },
    stopped,
    onTrouble: () => undefined,
  })
  onTestFinished(() => {
    files.stop()
    rmSync(folder, { recursive: true })
  })
  const read = () =>
    readdirSync(folder).includes('marks') ? readFileSync(marks, 'utf8').split('\n').filter(Boolean) : []
  return { files, marks: read }
}

const ANSWER = "process.send({ at: 0, answer: { answer: 'done' } })"

it('takes the answer of a process that ends right after it', async () => {
  const { files } = aProcess(`process.send({ at: 0, answer: { answer: 'done' } }, () => process.exit(0))`)
  for (let round = 0; round < 20; round += 1) expect(await files.run([TASK])).toEqual([{ answer: 'done' }])
})

it('says so when a process ends without an answer', async () => {
  const { files } = aProcess('process.exit(3)')
  await expect(files.run([TASK])).rejects.toThrow('ended before it had answered (code 3)')
})

it('runs two processes at a time, lets a bounded number wait, and refuses the rest', async () => {
  const { files, marks } = aProcess(`mark('begin'); setTimeout(() => { mark('end'); ${ANSWER} }, 30)`)
  const runs = await Promise.allSettled(Array.from({ length: 40 }, () => files.run([TASK])))
  expect(runs.filter((run) => run.status === 'fulfilled')).toHaveLength(34)
  const refused = runs.filter((run) => run.status === 'rejected')
  expect(refused.every((run) => isInterlockError(run.reason, 'files_busy'))).toBe(true)
  let living = 0
  for (const mark of marks()) {
    living += mark === 'begin' ? 1 : -1
    expect(living).toBeLessThanOrEqual(2)
  }
  expect(await files.run([TASK])).toEqual([{ answer: 'done' }])
})

it('begins nothing that waited when it is stopped', async () => {
  const { files, marks } = aProcess(`mark('begin')`)
  const runs = Array.from({ length: 5 }, () => files.run([TASK]))
  const ends = Promise.allSettled(runs)
  await expect.poll(() => marks().length, { timeout: 10_000 }).toBe(2)
  files.stop()
  expect((await ends).every((run) => run.status === 'rejected')).toBe(true)
  expect(marks()).toHaveLength(2)
})

it('begins nothing while the kill switch ends what is under way', async () => {
  let engaged = true
  const { files, marks } = aProcess(`mark('begin'); ${ANSWER}`, () => engaged)
  await expect(files.run([TASK])).rejects.toMatchObject({ code: 'kill_switch_engaged' })
  expect(marks()).toEqual([])
  engaged = false
  expect(await files.run([TASK])).toEqual([{ answer: 'done' }])
})

it('begins nothing any more when it is closed', async () => {
  const { files, marks } = aProcess(`mark('begin')`)
  const under = files.run([TASK]).catch((error: unknown) => error)
  await expect.poll(() => marks().length, { timeout: 10_000 }).toBe(1)
  files.close()
  expect(await under).toBeInstanceOf(Error)
  await expect(files.run([TASK])).rejects.toMatchObject({ code: 'core_stopping' })
  expect(marks()).toHaveLength(1)
})
