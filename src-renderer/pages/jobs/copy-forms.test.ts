import { expect, it } from 'vitest'
import { jobCommand, jobCurl, listCommand, listCurl } from './copy-forms.ts'

const rest = { origin: 'http://127.0.0.1:7717', home: '/home/me/my data' }

it('writes the list as a command with its filter in one piece', () => {
  const search = { state: 'failed', ws: '-notes', q: '"npm test"', sort: 'oldest' }
  expect(listCommand(search, 340, 'interlock')).toBe(
    `interlock jobs list --limit 200 --oldest --filter 'state:failed -workspace:notes "npm test"'`,
  )
  expect(listCommand({}, 20, 'interlock')).toBe(`interlock jobs list --limit 20`)
})

it('writes the list for curl, with the key read where it lies', () => {
  const text = listCurl({ state: ['failed', 'retrying'], q: 'a&b', not: { workspace: ['notes'] } }, 'oldest', 7, rest)
  expect(text).toContain(
    '/v0/jobs?filter[state][]=failed&filter[state][]=retrying&filter[q]=a%26b&filter[not][workspace][]=notes&order=oldest&limit=7',
  )
  expect(text).toContain(`"$(cat '/home/me/my data/run/token')" |`)
})

it('writes one job', () => {
  expect(jobCommand('job-1', 'interlock')).toBe(`interlock jobs show job-1`)
  expect(jobCurl('job-1', rest)).toContain('http://127.0.0.1:7717/v0/jobs/job-1')
})
