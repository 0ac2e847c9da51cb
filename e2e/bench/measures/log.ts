import { aScript, BUDGETS } from '../../support/jobs.ts'
import { median, percentile } from '../statistics.ts'
import { openBenchCore, workersIdle } from './bench-core.ts'
import type { Measure } from './figures.ts'
import { watchLoop } from './loop-delay.ts'
import { runOf } from './run-of.ts'

const LINE = 'A line of output as tests write it, of about eighty characters, again and again.'
const NEEDLE = 'the only one of its kind'
/** Lines the console asks for at once. */
const PAGE = 200

/** A large log as the console meets it after a start: its end, its only match, which is its last line, and any page. */
export const measure: Measure<{ bytes: number; pages: number }> = async ({ folder, bytes, pages }) => {
  const writing = await openBenchCore(folder, { slots: 1 })
  await workersIdle(writing)
  const script = `yes '${LINE}' | head -c ${bytes}; echo; echo '${NEEDLE}'`
  const { id } = await runOf(
    writing,
    aScript(script, { workspace: 'bench', budgets: { ...BUDGETS, max_output_bytes: bytes + 1024 } }),
  )
  await writing.close('bench')

  const core = await openBenchCore(folder, { slots: 0 })
  // The reader thread starts with its first request; a console has made many before a log is opened.
  await core.jobs.counts({ workspace: ['bench'] })
  const memoryBefore = process.memoryUsage.rss()
  const loop = watchLoop()
  const end = await timed(() => core.runs.lines({ id, limit: PAGE }))
  const hit = await timed(async () => {
    for (let from: number | null = 1; from !== null;) {
      const found = await core.runs.find({ id, find: NEEDLE, regex: false, match_case: false, ...plain, from })
      if (found.numbers.length > 0) return found
      from = found.next
    }
    throw new Error('It was not found.')
  })
  const { count } = end.value
  const took: number[] = []
  for (let at = 1; at <= pages; at += 1) {
    const from = Math.max(1, Math.floor((count * at) / (pages + 1)))
    took.push((await timed(() => core.runs.lines({ id, from, limit: PAGE }))).ms)
  }
  const { max } = loop.read()
  const grown = process.memoryUsage.rss() - memoryBefore
  await core.close('bench')
  return {
    end: end.ms,
    first_hit: hit.ms,
    page_p50: median(took),
    page_p95: percentile(took, 0.95),
    loop_max: max,
    grown,
  }
}

const plain = { lines: false, context: 0, limit: 5000 }

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const before = performance.now()
  const value = await work()
  return { ms: performance.now() - before, value }
}
