import { DURABLE_PEERS } from '../peers/index.ts'
import { ahead, type Benchmark, figure } from '../plan.ts'

const CONCURRENCY = [1, 4, 10]

/** Target 2. */
export const drain: Benchmark = {
  title: 'Drain of jobs that do next to nothing',
  peered: true,
  slow: false,
  plan: ({ quick, peers, services }) => {
    const jobs = quick ? 60 : 2000
    const input = { services, jobs: quick ? 60 : 2000, concurrency: CONCURRENCY }
    return {
      rounds: quick ? 1 : 5,
      steps: [
        { as: 'one', measure: 'drain', input: { jobs, slots: 1 } },
        { as: 'four', measure: 'drain', input: { jobs: jobs * 2, slots: 4 } },
        ...peers.map((peer) => ({ as: peer, measure: 'peer-drain' as const, input: { ...input, peer } })),
      ],
      rows: [
        { what: 'Interlock, 1 slot', unit: '/s', of: figure('one.rate'), target: { atLeast: 2500 } },
        { what: 'Interlock, 4 slots', unit: '/s', of: figure('four.rate'), target: { atLeast: 6000 } },
        { what: 'work of the core for a job, its enqueuing included', unit: 'ms', of: figure('one.core_work') },
        { what: 'work of the worker for a job', unit: 'ms', of: figure('one.worker_work') },
        { what: 'longest stand-still of the core’s loop, 4 slots', unit: 'ms', of: figure('four.loop_max') },
        ...peers.flatMap((peer) =>
          CONCURRENCY.map((n) => ({
            what: `${peer}, ${n} at once`,
            unit: '/s' as const,
            of: figure(`${peer}.rate_${n}`),
          })),
        ),
        {
          what: '1 slot, of the best durable peer at 1',
          unit: '×',
          of: ahead(
            'one.rate',
            DURABLE_PEERS.map((peer) => `${peer}.rate_1`),
          ),
          target: { atLeast: 1 },
        },
        {
          what: '4 slots, of the best durable peer at 4',
          unit: '×',
          of: ahead(
            'four.rate',
            DURABLE_PEERS.map((peer) => `${peer}.rate_4`),
          ),
          target: { atLeast: 1 },
        },
      ],
      notes: [
        'Our job is a doc_compactor_task of one tiny file: the least the product does. It opens the workspace, reads the file, writes an artifact and leaves claim, header, step, artifact and finish in the ledger, the finish synced. A slot is a process of its own.',
        'A peer’s job calls an empty function in one process that works at many at once, and keeps no record of its steps.',
      ],
    }
  },
}
