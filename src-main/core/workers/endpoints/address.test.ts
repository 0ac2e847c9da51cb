import { expect, it } from 'vitest'
import { endpointBase, isInClear } from './address.ts'

it.each([
  ['HTTP://Host:8000', 'http://host:8000/v1'],
  ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434/v1'],
  ['http://[::1]:1234/v1/', 'http://[::1]:1234/v1'],
  ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
  ['https://example.org/proxy', 'https://example.org/proxy/v1'],
  ['https://example.org/v1beta/openai/', 'https://example.org/v1beta/openai'],
  ['http://host/v1/chat/completions', 'http://host/v1'],
  [' http://host:80/v4 ', 'http://host/v4'],
])('reads %s', (given, base) => {
  expect(endpointBase(given)).toBe(base)
})

it.each([
  '',
  'host:8000',
  'file:///etc/passwd',
  'http://',
  'http://a b/',
  'http://u@host/',
  'http://host/#x',
  'http://h\tx',
])('refuses %s without repeating it', (given) => {
  expect(() => endpointBase(given)).toThrow(/^This address cannot be an endpoint: [a-z /:?#,]+\.$/)
})

it('knows where a key would cross a network unencrypted', () => {
  const inClear = ['http://10.0.0.2/v1', 'http://gpu.lan:8000/v1', 'http://127.0.0.1.example.org/v1']
  const safe = ['http://127.0.0.1:8000/v1', 'http://localhost/v1', 'http://[::1]:1/v1', 'https://gpu.lan/v1']
  expect(inClear.map(isInClear)).toEqual([true, true, true])
  expect(safe.map(isInClear)).toEqual([false, false, false, false])
})
