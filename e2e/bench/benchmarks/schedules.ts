import { type Benchmark, figure } from '../plan.ts'

/** How late schedules are, and what very many of them cost. */
export const schedules: Benchmark = {
  title: 'Schedules: due to start',
  peered: false,
  slow: false,
  plan: ({ quick }) => ({
    rounds: quick ? 1 : 3,
    steps: [
      {
        as: 'core',
        measure: 'schedules',
        input: quick
          ? { seconds: 2, burst: 20, schedules: 200, looks: 5 }
          : { seconds: 20, burst: 200, schedules: 10_000, looks: 50 },
      },
    ],
    rows: [
      { what: 'due to start, p50', unit: 'ms', of: figure('core.due.p50') },
      { what: 'due to start, p95', unit: 'ms', of: figure('core.due.p95'), target: { atMost: 100 } },
      {
        what: '200 run now at once: the last has started',
        unit: 'ms',
        of: figure('core.burst_ms'),
        target: { atMost: 2000 },
      },
      { what: 'a look at what is due among 10,000, p50', unit: 'ms', of: figure('core.scan.p50') },
      {
        what: 'a look at what is due among 10,000, p95',
        unit: 'ms',
        of: figure('core.scan.p95'),
        target: { atMost: 50 },
      },
    ],
    notes: [
      'From the moment an occurrence is due to the first line of the handler, with five schedules that fire each second at moments of their own and 8 slots. openclaw-scheduler looks every 10 s and runs one job at a time: 200 took 17 to 18 s there, and one that was due waited 4.8 s at the median.',
      'Nothing looks by itself: a timer is set to the next due time.',
    ],
  }),
}
