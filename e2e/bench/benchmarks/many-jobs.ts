import { join } from 'node:path'
import { type Benchmark, figure, ratio, type Row } from '../plan.ts'

const COSTS = [
  ['claim', 'claim'],
  ['enqueue', 'enqueue'],
  ['jobs', 'page of jobs'],
  ['jobs_succeeded', 'page of jobs in one state'],
  ['jobs_of_type', 'page of jobs of one type and state'],
  ['events', 'page of events'],
  ['events_of_kind', 'page of events of one kind'],
  ['status', 'status'],
] as const

/** Target 4. */
export const manyJobs: Benchmark = {
  title: 'Cost with very many jobs',
  peered: false,
  slow: false,
  plan: ({ quick, rows, shared, filled }) => {
    const few = join(shared, 'few')
    const front = join(shared, 'front')
    const small = { rows: quick ? 50 : 1000 }
    const times = quick ? 20 : 300
    return {
      rounds: quick ? 1 : 5,
      setup: [
        { as: 'few_fill', measure: 'fill', input: { ...small, home: few } },
        { as: 'front_fill', measure: 'fill', input: { ...small, home: front } },
        { as: 'front_add', measure: 'in-front', input: { home: front, jobs: quick ? 200 : 100_000 } },
        { as: 'fill', measure: 'fill', input: { home: filled, rows } },
      ],
      steps: [
        { as: 'few', measure: 'many-jobs', input: { home: few, times } },
        { as: 'many', measure: 'many-jobs', input: { home: filled, times } },
        { as: 'front', measure: 'many-jobs', input: { home: front, times } },
      ],
      rows: [
        { what: 'finished jobs made in this run', unit: '/s', of: ratio('fill.made', 'fill.seconds') },
        { what: '… time', unit: 's', of: figure('fill.seconds') },
        { what: '… on disk for each', unit: 'kB', of: figure('fill.bytes_per_job', 0.001) },
        ...COSTS.flatMap(([name, what]): Row[] => [
          { what: `${what}, few jobs`, unit: 'ms', of: figure(`few.${name}`) },
          { what: '… very many', unit: '×', of: ratio(`many.${name}`, `few.${name}`), target: { atMost: 1.2 } },
          {
            what: '… unservable in front',
            unit: '×',
            of: ratio(`front.${name}`, `few.${name}`),
            target: { atMost: 1.5 },
          },
        ]),
      ],
      notes: [
        `Few: ${small.rows.toLocaleString('en')} finished jobs. Very many: ${rows.toLocaleString('en')}. In front: ${small.rows.toLocaleString('en')} finished and ${(quick ? 200 : 100_000).toLocaleString('en')} queued at a higher priority that need what no worker offers.`,
        'Every job was enqueued, claimed and finished by the core’s own code, with all rows, bodies and events of a run, but without a worker process. Medians; a claim is timed inside its transaction and undone; an enqueue is synced. Filtered pages are found by the reader thread.',
      ],
    }
  },
}
