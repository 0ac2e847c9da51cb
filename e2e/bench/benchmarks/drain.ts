import { DURABLE_PEERS } from '../peers/index.ts'
import { ahead, type Benchmark, figure, type Row } from '../plan.ts'

const CONCURRENCY = [1, 4, 10]

const OURS = [
  ['one', '1 slot'],
  ['four', '4 slots'],
  ['one_document', 'a tiny document, 1 slot'],
] as const

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
        { as: 'one', measure: 'drain', input: { jobs, slots: 1, noop: true } },
        { as: 'four', measure: 'drain', input: { jobs: jobs * 2, slots: 4, noop: true } },
        { as: 'one_document', measure: 'drain', input: { jobs, slots: 1, noop: false } },
        { as: 'four_document', measure: 'drain', input: { jobs: jobs * 2, slots: 4, noop: false } },
        ...peers.map((peer) => ({ as: peer, measure: 'peer-drain' as const, input: { ...input, peer } })),
      ],
      rows: [
        { what: 'Interlock, 1 slot', unit: '/s', of: figure('one.rate'), target: { atLeast: 2500 } },
        { what: 'Interlock, 4 slots', unit: '/s', of: figure('four.rate'), target: { atLeast: 6000 } },
        ...OURS.flatMap(([as, what]): Row[] => [
          { what: `${what}: main thread of the core for a job`, unit: 'ms', of: figure(`${as}.core_work`) },
          { what: `${what}: worker for a job`, unit: 'ms', of: figure(`${as}.worker_work`) },
          { what: `${what}: written for a job`, unit: 'kB', of: figure(`${as}.written`, 0.001) },
          { what: `${what}: events of a job`, unit: '', of: figure(`${as}.events`) },
        ]),
        { what: 'longest stand-still of the core’s loop, 4 slots', unit: 'ms', of: figure('four.loop_max') },
        { what: 'a tiny document, 1 slot', unit: '/s', of: figure('one_document.rate') },
        { what: 'a tiny document, 4 slots', unit: '/s', of: figure('four_document.rate') },
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
        'Our job does nothing in a worker process that is otherwise the one that ships: it leaves claim, header and finish in the ledger, each of its own, the finish synced. A slot is a process of its own; only finishes that come at the same time share a sync.',
        'A tiny document is the least the product does by itself: a doc_compactor_task of one file of 13 bytes. It opens the workspace, reads the file, writes an artifact and leaves two events more.',
        'A peer’s job calls an empty function in one process that works at many at once, and keeps no record of its steps.',
      ],
    }
  },
}
