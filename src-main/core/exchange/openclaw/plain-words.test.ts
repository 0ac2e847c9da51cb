import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { givesShellLine, plainWords } from './plain-words.ts'

const PLAIN: readonly (readonly [string, readonly string[]])[] = [
  ['python3 batch.py --limit 10', ['python3', 'batch.py', '--limit', '10']],
  ['./push-report.sh', ['./push-report.sh']],
  ['  git  commit -m "two words"\t', ['git', 'commit', '-m', 'two words']],
  ["grep 'a $HOME * b' notes.txt", ['grep', 'a $HOME * b', 'notes.txt']],
  [`echo a'b c'"d e"f`, ['echo', 'ab cd ef']],
  ['make ""', ['make', '']],
  ['curl http://127.0.0.1:8000/v1/models', ['curl', 'http://127.0.0.1:8000/v1/models']],
]

it.each(PLAIN)('takes %s apart', (line, words) => {
  expect(plainWords(line)).toEqual(words)
})

// A shell is asked what it would have made of them.
it.each(PLAIN)('says of %s what a shell says', (line, words) => {
  const [, ...rest] = words
  const shown = spawnSync('/bin/sh', ['-c', `shift_first() { shift; printf '%s\\0' "$@"; }; shift_first ${line}`], {
    encoding: 'utf8',
  })
  expect(shown.stdout).toBe(rest.length === 0 ? '\0' : rest.map((word) => `${word}\0`).join(''))
})

it.each([
  '',
  '   ',
  'git -C ~/src/app fsck && du -sh x',
  'a | b',
  'a; b',
  'a & b',
  'a > out',
  'a < in',
  'echo $HOME',
  'echo "$HOME"',
  'echo `date`',
  'echo $(date)',
  'ls *.md',
  'ls [ab]',
  'echo {a,b}',
  'ls ~',
  'FOO=bar make',
  'cd /tmp',
  'source env.sh',
  'echo a\\ b',
  'echo "a\\"b"',
  "echo 'open",
  'a\nb',
  'echo # comment',
  'echo "hey!"',
  '"" x',
  'test -f x',
  '(a)',
])('leaves %s to a decision', (line) => {
  expect(plainWords(line)).toBeUndefined()
})

it.each([
  ['sh', '-c', 'x'],
  ['/usr/bin/bash', '-ec', 'x', 'y'],
  ['bash', '-euo', 'pipefail', '-c', 'x'],
  ['env', 'A=1', 'zsh', '-i', '-c', 'x'],
  ['nice', '-n', '5', 'dash', '-c', 'x'],
])('sees that a shell is given a line: %s %s %s', (...argv) => {
  expect(givesShellLine(argv)).toBe(true)
})

it.each([
  ['bash', 'script.sh', '-c'],
  ['sh', '-x', 'script.sh'],
  ['find', '.', '-name', 'sh', '-ctime', '1'],
  ['git', '-c', 'a=b', 'status'],
])('takes what gives a shell no line for a program: %s %s %s', (...argv) => {
  expect(givesShellLine(argv)).toBe(false)
})
