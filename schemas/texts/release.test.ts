import { expect, it } from 'vitest'
import { commonChoice, releaseInput, releaseLabel, startsWords } from './release.ts'

const killed = ['a', 'b', 'c'].map((run) => ({ run, job: `job-${run}`, title: '', type: 'test_runner_task' }))

it('requeues whatever nobody dropped', () => {
  expect(releaseInput(killed, {})).toEqual({ choice: 'requeue', except: [] })
  expect(releaseInput(killed, { b: 'drop' })).toEqual({ choice: 'requeue', except: ['b'] })
  expect(releaseInput(killed, { a: 'drop', b: 'drop', c: 'drop' })).toEqual({ choice: 'drop', except: [] })
  expect(releaseInput(killed, { a: 'drop', c: 'drop' })).toEqual({ choice: 'drop', except: ['b'] })
})

it('says on the button what will be done', () => {
  expect(releaseLabel([], {})).toBe('Release')
  expect(releaseLabel(killed, {})).toBe('Release and requeue 3 runs')
  expect(releaseLabel(killed.slice(0, 1), { a: 'drop' })).toBe('Release and drop 1 run')
  expect(releaseLabel(killed, { a: 'drop' })).toBe('Release, requeue 2 and drop 1 run')
})

it('marks a choice for all only where all agree', () => {
  expect(commonChoice(killed, {})).toBe('requeue')
  expect(commonChoice(killed, { a: 'drop' })).toBeUndefined()
})

it('says what would start', () => {
  expect(startsWords(1, 13)).toBe('At once: 1 job starts, 13 wait.')
  expect(startsWords(0, 1)).toBe('At once: no job starts, 1 waits.')
  expect(startsWords(0, 0)).toBe('Nothing is queued, so nothing starts at once.')
})
