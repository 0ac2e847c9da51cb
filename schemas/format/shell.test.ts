import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellCommand } from './shell.ts'

it('leaves plain words as they are', () => {
  expect(shellCommand(['npm', 'run', '--silent', 'a=b', './x/y.ts'])).toBe('npm run --silent a=b ./x/y.ts')
})

it('keeps the boundaries of words', () => {
  expect(shellCommand(['sh', '-c', 'head -c 9 /dev/zero | tr \\0 x'])).toBe(`sh -c 'head -c 9 /dev/zero | tr \\0 x'`)
})

it.each([['a b', "it's", '', '$HOME', '`x`', '\\', '\n', '*', '~', 'ü', '#', '!', '-n']])(
  'gives a shell the words back: %j',
  (...words) => {
    const printed = execFileSync('sh', ['-c', shellCommand(['printf', '%s\\0', ...words])], { encoding: 'utf8' })
    expect(printed.split('\0').slice(0, -1)).toEqual(words)
  },
)
