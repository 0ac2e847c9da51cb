import { type Benchmark, figure } from '../plan.ts'

/** How long the operator waits for what was approved. */
export const approvals: Benchmark = {
  title: 'From approval to start',
  peered: false,
  slow: false,
  plan: ({ quick }) => ({
    rounds: quick ? 1 : 3,
    steps: [{ as: 'core', measure: 'approval', input: { jobs: quick ? 10 : 150, waiting: quick ? 10 : 500 } }],
    rows: [
      { what: 'p50', unit: 'ms', of: figure('core.p50') },
      { what: 'p95', unit: 'ms', of: figure('core.p95'), target: { atMost: 250 } },
    ],
    notes: [
      'From the call that approves to the first line of the handler in an idle process, with 500 further requests waiting. What is approved is worked out and held against its hash twice: when it is approved and when it is claimed. openclaw-scheduler looks for approvals every 30 s.',
    ],
  }),
}
