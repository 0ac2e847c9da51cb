import type { ReaderLimit } from '#core/record'

/** How many reads that clients ask for are worked on at a time: each costs the thread, and its question the main loop. */
export const READER_LIMITS: readonly ReaderLimit[] = [
  { what: 'previews', most: 8, tasks: ['operations.plan'] },
  {
    what: 'searches',
    most: 64,
    tasks: [
      'artifacts.counts',
      'artifacts.page',
      'events.page',
      'inbox.groups',
      'jobs.counts',
      'jobs.page',
      'output.find',
      'output.lines',
      'stats.overview',
    ],
  },
]
