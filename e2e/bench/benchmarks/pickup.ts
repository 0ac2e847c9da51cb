import { type Benchmark, figure } from '../plan.ts'

/** Target 3. */
export const pickup: Benchmark = {
  title: 'Pickup when idle, and what idling costs',
  peered: true,
  slow: false,
  plan: ({ quick, peers, services }) => {
    const jobs = quick ? 10 : 150
    return {
      rounds: quick ? 1 : 3,
      steps: [
        { as: 'core', measure: 'pickup', input: { jobs } },
        { as: 'idle', measure: 'idle', input: { seconds: quick ? 2 : 20 } },
        ...peers.map((peer) => ({ as: peer, measure: 'peer-pickup' as const, input: { peer, services, jobs } })),
      ],
      rows: [
        { what: 'Interlock p50', unit: 'ms', of: figure('core.p50'), target: { atMost: 2 } },
        { what: 'Interlock p95', unit: 'ms', of: figure('core.p95'), target: { atMost: 5 } },
        ...peers.flatMap((peer) => [
          { what: `${peer} p50`, unit: 'ms' as const, of: figure(`${peer}.p50`) },
          { what: `${peer} p95`, unit: 'ms' as const, of: figure(`${peer}.p95`) },
        ]),
        { what: 'daemon idle, of a core', unit: '%', of: figure('idle.core_percent'), target: { atMost: 0.5 } },
        { what: 'one idle worker, of a core', unit: '%', of: figure('idle.worker_percent') },
      ],
      notes: [
        'From the call that enqueues to the first line of the handler in an idle process, with pauses of 20 to 60 ms between. The worker is the one that ships; its document handler is exchanged for one that gives the time. plainjob looks every 10 ms.',
        'The idle daemon is the built one with its console served and nobody looking.',
      ],
    }
  },
}
