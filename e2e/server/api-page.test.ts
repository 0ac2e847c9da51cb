import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aHome } from './running-server.ts'

const root = join(import.meta.dirname, '..', '..')

interface Example {
  readonly script: string
  /** What the page says comes back: `…` stands for any text, a number for any number. */
  readonly answer: string | undefined
}

function examplesOf(page: string): Example[] {
  const blocks = [...page.matchAll(/^```(sh|json)\n(.*?)^```/gms)].map(([, kind, text]) => ({ kind, text: text ?? '' }))
  return blocks.flatMap(({ kind, text }, at) => {
    const next = blocks[at + 1]
    return kind === 'sh' ? [{ script: text, answer: next?.kind === 'json' ? next.text : undefined }] : []
  })
}

/** What came back, reduced to what the page shows: other members left out, texts and numbers it leaves open made alike. */
function asShown(shown: unknown, got: unknown): unknown {
  if (shown === '…') return typeof got === 'string' ? shown : got
  if (typeof shown === 'number') return typeof got === 'number' ? shown : got
  if (Array.isArray(shown) && Array.isArray(got)) return got.map((each, at) => asShown(shown[at], each))
  if (typeof shown !== 'object' || shown === null || typeof got !== 'object' || got === null) return got
  return Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, asShown(value, Reflect.get(got, key))]))
}

it('shows examples that work as it says', async () => {
  const home = aHome()
  const daemon = spawn(
    process.execPath,
    [join(root, 'dist', 'daemon.js'), '--home', home, '--port', '0', '--no-workers'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  onTestFinished(() => void daemon.kill())
  await once(daemon.stdout, 'data')

  const examples = examplesOf(readFileSync(join(root, 'docs', 'api.md'), 'utf8'))
  expect(examples.length).toBeGreaterThan(8)
  const script = examples.map((each) => `${each.script}printf '\\n\\036\\n'\n`).join('')
  const output = (await runScript(script, home)).split('\n\u001e\n')
  const answered = examples.flatMap(({ script: shown, answer }, at) => {
    if (answer === undefined) return []
    const said: unknown = JSON.parse(answer)
    return [{ shown, said, got: asShown(said, JSON.parse(output[at] ?? '')) }]
  })
  expect(answered.map(({ shown, got }) => [shown, got])).toEqual(answered.map(({ shown, said }) => [shown, said]))
  expect(output.find((each) => each.includes('event: message'))).toContain('data: {"head":')
})

async function runScript(script: string, home: string): Promise<string> {
  const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', script], {
    env: { ...process.env, INTERLOCK_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let complaints = ''
  shell.stdout.on('data', (chunk) => (output += String(chunk)))
  shell.stderr.on('data', (chunk) => (complaints += String(chunk)))
  const [code] = await once(shell, 'close')
  expect([code, complaints]).toEqual([0, expect.any(String)])
  return output
}
