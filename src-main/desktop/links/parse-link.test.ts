import { describe, expect, it } from 'vitest'
import { isLink, pageOfLink } from './parse-link.ts'

describe('a link', () => {
  it.each([
    ['interlock://job/job-01jd', '/jobs/job-01jd'],
    ['interlock://job/job-01jd/', '/jobs/job-01jd'],
    ['interlock://approval/apr-01jd', '/approvals?id=apr-01jd'],
    ['interlock://artifact/art-01jd', '/review?state=all&id=art-01jd'],
    ['interlock://ledger/42', '/ledger?seq=42'],
  ])('%s leads to %s', (link, page) => {
    expect(pageOfLink(link)).toBe(page)
  })

  it.each([
    'interlock://job/',
    'interlock://job',
    'interlock:job/job-01jd',
    'interlock:///job/job-01jd',
    'interlock://kill/now',
    'interlock://job/a?cancel=1',
    'interlock://job/a#b',
    'interlock://job/a/b',
    'interlock://job/..',
    'interlock://job/%2e%2e',
    'interlock://user@job/a',
    'interlock://job:80/a',
    'interlock://ledger/0',
    'interlock://ledger/1e9',
    'interlock://ledger/-1',
    'interlock://constructor/a',
    'INTERLOCK://job/a',
    ' interlock://job/a',
    'interlock://job/a\n',
    `interlock://job/${'a'.repeat(65)}`,
    'https://job/a',
    'app://bundle/jobs/a',
  ])('%j leads nowhere', (link) => {
    expect(pageOfLink(link)).toBeUndefined()
  })
})

it('is told from a file by how it begins, however it is written', () => {
  expect([isLink('interlock://x'), isLink('Interlock:x'), isLink('/tmp/interlock:x.json')]).toEqual([true, true, false])
})
