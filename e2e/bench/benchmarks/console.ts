import { type Benchmark, figure } from '../plan.ts'

/** Points 35 and 36 of the console: filters and scrolling over very many jobs. */
export const consoleList: Benchmark = {
  title: 'The list of jobs in the console',
  peered: false,
  slow: false,
  plan: ({ quick, rows, filled }) => ({
    rounds: quick ? 1 : 3,
    setup: [{ as: 'fill', measure: 'fill', input: { home: filled, rows } }],
    steps: [
      {
        as: 'list',
        measure: 'console-list',
        input: { home: filled, times: quick ? 1 : 8, seconds: quick ? 2 : 10 },
      },
    ],
    rows: [
      { what: 'filter or order to new rows, median', unit: 'ms', of: figure('list.filter_p50') },
      { what: '… p95', unit: 'ms', of: figure('list.filter_p95'), target: { atMost: 100 } },
      { what: 'frames while scrolling, 10 jobs added a second', unit: '/s', of: figure('list.frames_per_second') },
      { what: '… time of a frame, p95', unit: 'ms', of: figure('list.frame_p95') },
      { what: '… longest task', unit: 'ms', of: figure('list.longest_task'), target: { atMost: 50 } },
    ],
    notes: [
      'Chromium without a graphics card. From the change of the address to the frame that holds the new rows, over eight filters and orders in turn, none of them answered before. A task counts from 50 ms on; 0 means that there was none.',
    ],
  }),
}
