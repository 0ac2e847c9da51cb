import { join } from 'node:path'
import { type Benchmark, figure, MEGA } from '../plan.ts'

/** Targets 13 to 15. */
export const desktop: Benchmark = {
  title: 'The desktop’s main process, without Electron',
  peered: false,
  slow: false,
  plan: ({ quick, shared }) => {
    const few = join(shared, 'few')
    return {
      rounds: quick ? 1 : 3,
      setup: [{ as: 'few_fill', measure: 'fill', input: { rows: quick ? 50 : 1000, home: few } }],
      steps: [
        { as: 'start', measure: 'desktop-start', input: { home: few, times: quick ? 1 : 7 } },
        { as: 'console', measure: 'console', input: { home: few, times: quick ? 1 : 5 } },
        { as: 'idle', measure: 'desktop-idle', input: { seconds: quick ? 2 : 20 } },
        { as: 'kill', measure: 'desktop-kill', input: { times: quick ? 2 : 20 } },
      ],
      rows: [
        { what: 'Node alone', unit: 'ms', of: figure('start.node') },
        { what: 'core ready, 1,000 jobs', unit: 'ms', of: figure('start.ready'), target: { atMost: 400 } },
        { what: '… work of the process for it', unit: 'ms', of: figure('start.ready_work') },
        { what: 'core ready, the first start of all', unit: 'ms', of: figure('start.first') },
        {
          what: 'console live in Chromium',
          unit: 'ms',
          of: figure('console.interactive'),
          target: { atMost: 1000 },
        },
        { what: 'main and worker idle, of a core', unit: '%', of: figure('idle.percent'), target: { atMost: 1 } },
        { what: '… main', unit: '%', of: figure('idle.main_percent') },
        { what: '… worker', unit: '%', of: figure('idle.worker_percent') },
        {
          what: 'memory of main and worker idle',
          unit: 'MB',
          of: figure('idle.bytes_once', MEGA),
          target: { atMost: 180 },
        },
        { what: '… each counted by itself', unit: 'MB', of: figure('idle.bytes', MEGA) },
        { what: '… main', unit: 'MB', of: figure('idle.main_bytes', MEGA) },
        { what: '… worker', unit: 'MB', of: figure('idle.worker_bytes', MEGA) },
        { what: 'kill switch, click to engaged, p50', unit: 'ms', of: figure('kill.p50') },
        { what: '… longest', unit: 'ms', of: figure('kill.most'), target: { atMost: 100 } },
      ],
      notes: [
        'A Node process hosts what main hosts: the desktop’s own core side, kill switch and worker, built like the product. Electron’s binary cannot be had here, so its own start and memory, its windows and its utility processes are not in these figures.',
        'Ready: from the start of the process, nothing kept compiled, until the core is open and served. The console is the same bundle, opened over HTTP. Main and its worker run the same program: its file counts once in their memory. The kill switch is engaged by what a click on tray or menu calls, while a page of the console that is connected computes for a second.',
      ],
    }
  },
}
