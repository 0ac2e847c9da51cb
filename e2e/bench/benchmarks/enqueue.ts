import { DURABLE_PEERS } from '../peers/index.ts'
import { ahead, type Benchmark, figure, ratio } from '../plan.ts'

/** Target 1. */
export const enqueue: Benchmark = {
  title: 'Durable enqueue',
  peered: true,
  slow: false,
  plan: ({ quick, peers, services }) => {
    const jobs = quick ? 100 : 2000
    return {
      rounds: quick ? 1 : 7,
      steps: [
        { as: 'raw', measure: 'raw-sqlite', input: { rows: jobs * 2 } },
        { as: 'core', measure: 'enqueue', input: { jobs } },
        ...peers.map((peer) => ({ as: peer, measure: 'peer-enqueue' as const, input: { peer, services, jobs } })),
      ],
      rows: [
        { what: 'raw SQLite, one synced row a transaction', unit: '/s', of: figure('raw.serial') },
        { what: 'Interlock, one by one', unit: '/s', of: figure('core.serial') },
        { what: '… of raw SQLite', unit: '×', of: ratio('core.serial', 'raw.serial'), target: { atLeast: 0.6 } },
        { what: '… p50', unit: 'ms', of: figure('core.p50') },
        { what: '… p99', unit: 'ms', of: figure('core.p99') },
        { what: 'Interlock, 10 in flight', unit: '/s', of: figure('core.ten') },
        { what: '… of raw SQLite', unit: '×', of: ratio('core.ten', 'raw.serial'), target: { atLeast: 2.5 } },
        { what: 'Interlock, 100 in flight', unit: '/s', of: figure('core.hundred') },
        ...peers.flatMap((peer) => [
          { what: `${peer}, one by one`, unit: '/s' as const, of: figure(`${peer}.serial`) },
          { what: `${peer}, 10 in flight`, unit: '/s' as const, of: figure(`${peer}.ten`) },
        ]),
        {
          what: 'one by one, of the best durable peer',
          unit: '×',
          of: ahead(
            'core.serial',
            DURABLE_PEERS.map((peer) => `${peer}.serial`),
          ),
          target: { atLeast: 1 },
        },
        {
          what: '10 in flight, of the best durable peer',
          unit: '×',
          of: ahead(
            'core.ten',
            DURABLE_PEERS.map((peer) => `${peer}.ten`),
          ),
          target: { atLeast: 1 },
        },
      ],
      notes: [
        'A job is 400 bytes of JSON. Through the core’s own door in one process, without workers.',
        'bullmq: Redis with `appendfsync always`. graphile-worker: Postgres as it comes. plainjob syncs no single job (`synchronous = NORMAL`), so it is not among the durable ones.',
      ],
    }
  },
}
