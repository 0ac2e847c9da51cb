import { expect, it } from 'vitest'
import { aScript, BUDGETS } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { until } from '../support/wait.ts'

const LARGE = { budgets: { ...BUDGETS, max_output_bytes: 8_388_608 } }
const FIND = { regex: false, match_case: false, from: 1, lines: false, context: 0, limit: 5000 }

type Core = Awaited<ReturnType<typeof testCore>>['core']

async function ranScript(core: Core, script: string, over: Parameters<typeof aScript>[1] = {}): Promise<string> {
  const { job } = await core.jobs.enqueue(aScript(script, over), 'test')
  await core.jobs.settled(job.id, AbortSignal.timeout(60_000))
  return core.jobs.get(job.id).runs[0]?.id ?? ''
}

it('reads output from its end, from a line and from a time', async () => {
  const { core } = await testCore({ slots: 1 })
  const id = await ranScript(core, 'seq 1 200000', LARGE)
  const end = await core.runs.lines({ id, limit: 3 })
  expect(end).toMatchObject({ count: 200_001, complete: true })
  expect(end.lines.map(({ text }) => text)).toEqual(['199998', '199999', '200000'])
  const middle = await core.runs.lines({ id, from: 100_001, limit: 2 })
  expect(middle.lines.map(({ number, text }) => [number, text])).toEqual([
    [100_001, '100000'],
    [100_002, '100001'],
  ])
  const { at } = middle.lines[0]!
  const since = await core.runs.lines({ id, since: at, limit: 1 })
  expect(Date.parse(since.lines[0]!.at)).toBe(Date.parse(at))
  expect(since.lines[0]!.number).toBeLessThanOrEqual(100_001)
  expect((await core.runs.lines({ id, from: 300_000, limit: 5 })).lines).toEqual([])
})

it('finds in all of it, by text and by pattern, answer by answer', async () => {
  const { core } = await testCore({ slots: 1 })
  const id = await ranScript(core, 'seq 1 200000', LARGE)
  async function all(query: Partial<Parameters<typeof core.runs.find>[0]> & { find: string }): Promise<number[]> {
    const numbers: number[] = []
    for (let from: number | null = 1; from !== null;) {
      const part = await core.runs.find({ id, ...FIND, ...query, from })
      numbers.push(...part.numbers)
      from = part.next
    }
    return numbers
  }
  expect(await all({ find: '19999', limit: 4 })).toHaveLength(12)
  expect(await all({ find: '^1(0{4})$', regex: true })).toEqual([10_001])
  const around = await core.runs.find({ id, ...FIND, find: '123456', lines: true, context: 1 })
  expect(around.lines.map(({ number, hits }) => [number, hits])).toEqual([
    [123_456, []],
    [123_457, [[0, 6]]],
    [123_458, []],
  ])
  await expect(core.runs.find({ id, ...FIND, find: '(', regex: true })).rejects.toMatchObject({
    code: 'pattern_unreadable',
  })
  await expect(core.runs.find({ id: 'run-none', ...FIND, find: 'x' })).rejects.toMatchObject({ code: 'run_not_found' })
})

it('reads and finds while the run goes on, and goes on where it was when the run has ended', async () => {
  const { core } = await testCore({ slots: 1 })
  const { job } = await core.jobs.enqueue(
    aScript('i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done; printf end'),
    'test',
  )
  const id = await until('it runs', () => core.jobs.get(job.id).runs[0]?.id)
  const early = await until('it wrote', async () => {
    const some = await core.runs.lines({ id, limit: 2000 })
    return some.count > 5 && some
  })
  expect(early.complete).toBe(false)
  expect((await core.runs.find({ id, ...FIND, find: 'LINE 3' })).numbers).toContain(4)
  await core.jobs.settled(job.id, AbortSignal.timeout(60_000))
  const whole = await core.runs.lines({ id, limit: 2000 })
  expect(whole).toMatchObject({ count: 42, complete: true })
  expect(whole.lines.slice(0, early.count - 1)).toEqual(early.lines.slice(0, early.count - 1))
  expect(whole.lines.at(-1)?.text).toBe('end')
})

it('stays free for others while a hostile pattern is looked for', async () => {
  const { core } = await testCore({ slots: 1 })
  const id = await ranScript(core, `yes "$(printf 'ab%.0s' $(seq 1 900))" | head -n 500`, LARGE)
  const looking = core.runs.find({ id, ...FIND, find: '(?i)[\\pL\\pN]{900}[^ab]', regex: true })
  const page = await core.runs.lines({ id, limit: 1 })
  expect(page.count).toBe(501)
  const found = await looking
  expect(found.numbers).toEqual([])
  expect(found.next).not.toBeNull()
})

it('says that a run wrote nothing, or that its output is gone', async () => {
  const { core } = await testCore({ slots: 0 })
  const { job } = await core.jobs.enqueue(aScript('true'), 'test')
  expect(core.jobs.get(job.id).runs).toEqual([])
  await expect(core.runs.lines({ id: 'run-none', limit: 10 })).rejects.toMatchObject({ code: 'run_not_found' })
})
