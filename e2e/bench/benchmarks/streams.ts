import { type Benchmark, figure, MEGA } from '../plan.ts'

/** Target 5. */
export const streams: Benchmark = {
  title: 'Evidence and output while they come',
  peered: false,
  slow: false,
  plan: ({ quick }) => ({
    rounds: quick ? 1 : 5,
    steps: [
      { as: 'events', measure: 'events', input: { events: quick ? 2000 : 100_000 } },
      { as: 'output', measure: 'output', input: { bytes: quick ? 5_000_000 : 100_000_000 } },
    ],
    rows: [
      { what: 'small events, worker to ledger', unit: '/s', of: figure('events.rate'), target: { atLeast: 20_000 } },
      { what: '… loop delay p99', unit: 'ms', of: figure('events.loop_p99'), target: { atMost: 50 } },
      { what: '… longest', unit: 'ms', of: figure('events.loop_max'), target: { atMost: 50 } },
      { what: '… memory grown', unit: 'MB', of: figure('events.grown', MEGA) },
      { what: 'output, command to spool', unit: 'MB/s', of: figure('output.rate', MEGA), target: { atLeast: 100 } },
      { what: '… loop delay p99', unit: 'ms', of: figure('output.loop_p99'), target: { atMost: 50 } },
      { what: '… longest', unit: 'ms', of: figure('output.loop_max'), target: { atMost: 50 } },
      { what: '… memory grown', unit: 'MB', of: figure('output.grown', MEGA) },
    ],
    notes: [
      'Events: one run reports 100,000 steps as fast as they are taken. Output: one run’s command writes 100 MB of short lines. From claim to finish, so starting the command and hashing the whole output at the end count.',
      'Secrets are looked for and control sequences disarmed on the way, with as many known values as the machine’s environment holds.',
    ],
  }),
}
