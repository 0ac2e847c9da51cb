import { DURABLE_PEERS } from '../peers/index.ts'
import { ahead, type Benchmark, figure, MEGA, ratio } from '../plan.ts'

/** Target 9. */
export const slowDisk: Benchmark = {
  title: 'Slow disk: every sync takes 10 ms longer',
  peered: true,
  slow: true,
  plan: ({ quick, peers, services }) => {
    const jobs = quick ? 20 : 200
    const concurrency = [1, 4]
    return {
      rounds: quick ? 1 : 3,
      steps: [
        { as: 'raw', measure: 'raw-sqlite', input: { rows: jobs } },
        { as: 'core', measure: 'enqueue', input: { jobs } },
        { as: 'one', measure: 'drain', input: { jobs, slots: 1, noop: true } },
        { as: 'four', measure: 'drain', input: { jobs: jobs * 2, slots: 4, noop: true } },
        { as: 'events', measure: 'events', input: { events: quick ? 2000 : 50_000 } },
        { as: 'output', measure: 'output', input: { bytes: quick ? 5_000_000 : 100_000_000 } },
        ...peers.flatMap((peer) => [
          { as: `${peer}_in`, measure: 'peer-enqueue' as const, input: { peer, services, jobs } },
          { as: peer, measure: 'peer-drain' as const, input: { peer, services, jobs, concurrency } },
        ]),
      ],
      rows: [
        { what: 'raw SQLite, one synced row a transaction', unit: '/s', of: figure('raw.serial') },
        { what: 'enqueue, one by one', unit: '/s', of: figure('core.serial') },
        { what: '… of raw SQLite', unit: '×', of: ratio('core.serial', 'raw.serial'), target: { atLeast: 0.6 } },
        { what: 'enqueue, 10 in flight', unit: '/s', of: figure('core.ten') },
        { what: '… of raw SQLite', unit: '×', of: ratio('core.ten', 'raw.serial'), target: { atLeast: 2.5 } },
        {
          what: 'enqueue 10 in flight, of the best durable peer',
          unit: '×',
          of: ahead(
            'core.ten',
            DURABLE_PEERS.map((peer) => `${peer}_in.ten`),
          ),
          target: { atLeast: 1 },
        },
        { what: 'enqueue, loop delay p99', unit: 'ms', of: figure('core.loop_p99'), target: { atMost: 50 } },
        { what: 'drain, 1 slot', unit: '/s', of: figure('one.rate') },
        { what: 'drain, 4 slots', unit: '/s', of: figure('four.rate') },
        ...peers.flatMap((peer) =>
          concurrency.map((n) => ({
            what: `${peer} drain, ${n} at once`,
            unit: '/s' as const,
            of: figure(`${peer}.rate_${n}`),
          })),
        ),
        {
          what: 'drain 4 slots, of the best durable peer at 4',
          unit: '×',
          of: ahead(
            'four.rate',
            DURABLE_PEERS.map((peer) => `${peer}.rate_4`),
          ),
          target: { atLeast: 1 },
        },
        { what: 'drain, loop delay p99', unit: 'ms', of: figure('four.loop_p99'), target: { atMost: 50 } },
        { what: 'small events', unit: '/s', of: figure('events.rate') },
        { what: '… loop delay p99', unit: 'ms', of: figure('events.loop_p99'), target: { atMost: 50 } },
        { what: 'output', unit: 'MB/s', of: figure('output.rate', MEGA) },
        { what: '… loop delay p99', unit: 'ms', of: figure('output.loop_p99'), target: { atMost: 50 } },
      ],
      notes: [
        'A library preloaded into every process, servers of the peers included, waits 10 ms after each fsync and fdatasync.',
      ],
    }
  },
}
