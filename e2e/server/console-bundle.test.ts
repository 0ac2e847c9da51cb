import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const shipped = join(import.meta.dirname, '..', '..', 'dist', 'renderer')

/** What the page of the console loads before any of its pages is opened. */
function loadedAtOnce(): string {
  const page = readFileSync(join(shipped, 'index.html'), 'utf8')
  return [...page.matchAll(/\/(assets\/[^"]+\.js)"/g)]
    .map(([, path]) => readFileSync(join(shipped, path ?? ''), 'utf8'))
    .join()
}

it('starts without the schemas of jobs, runs, events and decisions, which take longer to build than the page to draw', () => {
  const code = loadedAtOnce()
  const built = (id: string) => new RegExp(`id:\\s*["'\`]${id}["'\`]`).test(code)
  // Of what is kept of the operator's arrangement the whole console is made, so this one is there.
  expect(built('Desk')).toBe(true)
  expect(['JobSpec', 'Run', 'EventRecord', 'ScheduleSpec', 'Approval', 'Artifact'].filter(built)).toEqual([])
  // And what turns the making of code off is not taken for a schema that nobody uses.
  expect(code).toMatch(/jitless:\s*(true|!0)/)
})
