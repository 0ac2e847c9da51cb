import { spawnSync } from 'node:child_process'

/**
 * What Python makes of each input: `script` defines `answer(value)`. One process answers all, since starting it costs more
 * than thousands of answers. Throws when python3 is missing: without it nothing is compared.
 */
export function askPython(script: string, inputs: readonly unknown[]): unknown[] {
  const program = `
import json, sys
${script}
print(json.dumps([answer(value) for value in json.load(sys.stdin)]))
`
  const { status, stdout, stderr, error } = spawnSync('python3', ['-X', 'utf8', '-W', 'ignore', '-c', program], {
    input: asciiJson(inputs),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(stderr)
  const answers: unknown = JSON.parse(stdout)
  if (!Array.isArray(answers)) throw new Error('Python answered with something else than a list.')
  return answers
}

/** Lone surrogates survive as escapes only. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
