import { type Benchmark, figure, MEGA } from '../plan.ts'

/** Target 8. */
export const memory: Benchmark = {
  title: 'Memory of the daemon',
  peered: false,
  slow: false,
  plan: ({ quick, rows, filled }) => ({
    rounds: quick ? 1 : 3,
    setup: [{ as: 'fill', measure: 'fill', input: { home: filled, rows } }],
    steps: [
      {
        as: 'daemon',
        measure: 'memory',
        input: { home: filled, flood: quick ? 10_000_000 : 1_000_000_000, idleMs: quick ? 1000 : 10_000 },
      },
    ],
    rows: [
      { what: 'idle', unit: 'MB', of: figure('daemon.idle', MEGA), target: { atMost: 120 } },
      { what: 'idle, very many jobs', unit: 'MB', of: figure('daemon.with_jobs', MEGA), target: { atMost: 160 } },
      { what: '… after twenty pages of jobs', unit: 'MB', of: figure('daemon.after_pages', MEGA) },
      { what: 'grown by 1 GB of output', unit: 'MB', of: figure('daemon.grown', MEGA), target: { atMost: 40 } },
    ],
    notes: [
      'Resident memory of the built daemon without its workers; 1 GB of output as ten runs of 100 MB, the most one run may write.',
    ],
  }),
}
