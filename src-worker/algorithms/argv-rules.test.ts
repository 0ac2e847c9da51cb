import { expect, it } from 'vitest'
import { argvRejection } from './argv-rules.ts'

it.each<[unknown, string | undefined]>([
  [[], 'empty'],
  ['ls', 'empty'],
  [null, 'empty'],
  [['ls', 1], 'not_strings'],
  [[1], 'not_strings'],
  [['echo hi'], 'shell_like'],
  [['a;b'], 'shell_like'],
  [['a&&b'], 'shell_like'],
  [['a||b'], 'shell_like'],
  [['a|b'], 'shell_like'],
  [['$HOME'], 'shell_like'],
  [['`id`'], 'shell_like'],
  [['a>b'], undefined],
  [['a&'], undefined],
  [['a\tb'], undefined],
  [['a\nb'], undefined],
  [[''], undefined],
  [['bash', '-c', 'a; b | c'], undefined],
  [['true'], undefined],
])('%j: %s', (argv, reason) => expect(argvRejection(argv)).toBe(reason))
