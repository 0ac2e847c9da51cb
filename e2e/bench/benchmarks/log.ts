import { type Benchmark, figure, MEGA } from '../plan.ts'

/** Point 37 of the console. */
export const log: Benchmark = {
  title: 'A log of 100 MB',
  peered: false,
  slow: false,
  plan: ({ quick }) => ({
    rounds: quick ? 1 : 5,
    steps: [{ as: 'log', measure: 'log', input: { bytes: quick ? 5_000_000 : 100_000_000, pages: quick ? 5 : 100 } }],
    rows: [
      { what: 'its end, the first time', unit: 'ms', of: figure('log.end'), target: { atMost: 300 } },
      { what: 'first hit, in its last line', unit: 'ms', of: figure('log.first_hit'), target: { atMost: 1000 } },
      { what: 'any page of 200 lines, p50', unit: 'ms', of: figure('log.page_p50') },
      { what: '… p95', unit: 'ms', of: figure('log.page_p95') },
      { what: 'longest delay of the main loop', unit: 'ms', of: figure('log.loop_max'), target: { atMost: 50 } },
      { what: 'memory grown', unit: 'MB', of: figure('log.grown', MEGA) },
    ],
    notes: [
      'Lines of 80 characters, read after a new start of the core. The first look at a log scans all of it once for where its lines lie; afterwards any place of it costs a page.',
    ],
  }),
}
