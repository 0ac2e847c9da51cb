import { type Benchmark, figure, ratio } from '../plan.ts'

/** What the sandbox of a command costs. */
export const sandbox: Benchmark = {
  title: 'A command in its sandbox, beside a plain one',
  peered: false,
  slow: false,
  plan: ({ quick }) => ({
    rounds: quick ? 1 : 5,
    steps: [{ as: 'spawn', measure: 'spawn', input: { times: quick ? 5 : 100 } }],
    rows: [
      { what: '`true`, plain', unit: 'ms', of: figure('spawn.plain') },
      { what: '… p95', unit: 'ms', of: figure('spawn.plain_p95') },
      { what: '`true` in a bare sandbox, by hand', unit: 'ms', of: figure('spawn.by_hand') },
      { what: '`true` in the sandbox of jobs', unit: 'ms', of: figure('spawn.sandboxed') },
      { what: '… p95', unit: 'ms', of: figure('spawn.sandboxed_p95') },
      // 10.6 ms beside 1.45 ms, p95 16.7 beside 2.8, where the design was measured: the same policy, by hand.
      { what: '… of plain', unit: '×', of: ratio('spawn.sandboxed', 'spawn.plain'), target: { atMost: 7.3 } },
      {
        what: '… p95 of plain’s',
        unit: '×',
        of: ratio('spawn.sandboxed_p95', 'spawn.plain_p95'),
        target: { atMost: 6 },
      },
      { what: '`true` with a proxy for a named host', unit: 'ms', of: figure('spawn.named_host') },
      { what: 'trying every promise, at the start of a worker', unit: 'ms', of: figure('spawn.self_test') },
    ],
    notes: [
      'Time until the command and all it left are gone, a hundred times in each round, the ways in turns. As root the sandbox also makes the workspace the job’s own and gives root up.',
    ],
  }),
}
