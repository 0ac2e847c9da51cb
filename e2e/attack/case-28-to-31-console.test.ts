import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import { aTestRun, BUDGETS } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled } from '../support/wait.ts'

const MIB = 1024 ** 2

/** Each goes on until it is ended, and writes down when it went over its limit. */
const crossed = `import os, time, sys
def crossed(): open('crossed', 'w').write(str(time.time() * 1000))
`
const attacks: readonly (readonly [budget: string, script: string, limits: object])[] = [
  [
    'max_processes',
    `n = 0
while True:
    try: pid = os.fork()
    except OSError: time.sleep(0.01); continue
    if pid == 0: time.sleep(60); os._exit(0)
    n += 1
    if n == 61: crossed()`,
    { max_processes: 60 },
  ],
  [
    'max_memory_bytes',
    `pieces = []
while True:
    pieces.append(bytearray(b'x') * ${MIB})
    if len(pieces) == 201: crossed()
    if len(pieces) > 230: time.sleep(60)`,
    { max_memory_bytes: 200 * MIB },
  ],
  [
    'max_output_bytes',
    `for n in range(1 << 30):
    if n == 1: crossed()
    sys.stdout.buffer.write(b'x' * ${MIB})`,
    { max_output_bytes: MIB },
  ],
  [
    'max_disk_bytes',
    `file = open('/tmp/large', 'wb', buffering=0)
for n in range(1 << 30):
    try: file.write(b'x' * ${MIB})
    except OSError: time.sleep(60)
    if n == 50: crossed()`,
    { max_disk_bytes: 50 * MIB },
  ],
  [
    'max_cpu_sec',
    `done = False
while True:
    if not done and time.process_time() > 1: crossed(); done = True`,
    { max_cpu_sec: 1 },
  ],
]

describe('case 28, 29, 30 and 31 a bomb in a job', () => {
  // A machine that is busy with other tests may take its time once.
  it.each(attacks)(
    'over %s ends within a second of its limit, while the core answers',
    { retry: 2 },
    async (code, script, limits) => {
      const { core, workspace } = await testCore()
      writeFileSync(join(workspace, 'attack.py'), crossed + script)
      const job = await enqueued(core, aTestRun([['python3', 'attack.py']], { budgets: { ...BUDGETS, ...limits } }))
      const asking = new AbortController()
      const answers = answerTimes(core, asking.signal)
      expect(await settled(core, job)).toMatchObject({ outcome: { code } })
      asking.abort()
      const times = await answers
      const [finished] = await eventsOf(core, { job, kind: ['run.finished'] })
      const overAt = Number(readFileSync(join(workspace, 'crossed'), 'utf8'))
      expect((finished?.at ?? Infinity) - overAt).toBeLessThan(1000)
      expect(core.jobs.get(job).runs[0]).toMatchObject({ state: 'over_budget' })
      expect(times.length).toBeGreaterThan(5)
      expect(times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.9)]).toBeLessThan(100)
    },
  )
})

/** Milliseconds that the core took for the answers a console asks for, one after the other until it is enough. */
async function answerTimes(core: Core, enough: AbortSignal): Promise<number[]> {
  const times: number[] = []
  while (!enough.aborted) {
    const asked = performance.now()
    // A loop that stands still shows in the wait as well.
    await new Promise((resolve) => setTimeout(resolve, 10))
    core.status()
    await core.jobs.list({ limit: 20 })
    times.push(performance.now() - asked - 10)
  }
  return times
}
