import { join } from 'node:path'
import { type Benchmark, figure, ratio } from '../plan.ts'

/** Target 7. */
export const start: Benchmark = {
  title: 'Start',
  peered: false,
  slow: false,
  plan: ({ quick, rows, shared, filled }) => {
    const few = join(shared, 'few')
    const times = quick ? 2 : 12
    return {
      rounds: quick ? 1 : 3,
      setup: [
        { as: 'few_fill', measure: 'fill', input: { rows: quick ? 50 : 1000, home: few } },
        { as: 'fill', measure: 'fill', input: { home: filled, rows } },
      ],
      steps: [
        { as: 'few', measure: 'start', input: { home: few, times } },
        { as: 'many', measure: 'start', input: { home: filled, times } },
        { as: 'console', measure: 'console', input: { home: filled, times: quick ? 1 : 5 } },
      ],
      rows: [
        { what: 'Node alone', unit: 'ms', of: figure('many.node') },
        { what: '`interlock status`', unit: 'ms', of: figure('many.launched'), target: { atMost: 120 } },
        { what: '… the built file without its launcher', unit: 'ms', of: figure('many.direct') },
        { what: 'daemon ready, few jobs', unit: 'ms', of: figure('few.ready') },
        { what: 'daemon ready, very many jobs', unit: 'ms', of: figure('many.ready'), target: { atMost: 400 } },
        { what: '… of few', unit: '×', of: ratio('many.ready', 'few.ready') },
        {
          what: 'console live in Chromium, very many jobs',
          unit: 'ms',
          of: figure('console.interactive'),
          target: { atMost: 1000 },
        },
      ],
      notes: [
        'Wall time of whole processes, from their start. `interlock status` runs from a clone, where the launcher also looks whether the build is current. The daemon is ready when it has opened the core and listens. The console opens from its address with nothing in the cache, in a Chromium that already runs, until it is live.',
      ],
    }
  },
}
