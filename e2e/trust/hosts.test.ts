import { createServer } from 'node:http'
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { DEFAULT_CONFINEMENT, launch, openRoot } from '#confine'
import { providerLineSchema, TRUST_PROVIDER_ENTRY } from '#schemas/protocol'
import { built } from '../support/built.ts'
import { aFolder } from '../support/test-core.ts'
import { aProvider } from '../support/trust.ts'

/** Says what each address answers to a provider's `fetch`, and what `no` says where none does. */
const FETCHES = `
  async authorize({ urls }) {
    const of = (url) => fetch(url).then((answer) => answer.text(), () => 'no')
    return { ok: true, heard: await Promise.all(urls.map(of)) }
  },
`

it('lets a provider fetch from the hosts it was granted, and from no other', async () => {
  const service = createServer((_, response) => response.end('REACHED'))
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', () => resolve()))
  onTestFinished(() => void service.close())
  const address = service.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const urls = [`http://vault.example.com:${port}/`, `http://evil.example.net:${port}/`, `http://127.0.0.1:${port}/`]

  expect(await asked({ hosts: [`vault.example.com:${port}`], urls, port })).toEqual({
    ok: true,
    heard: ['REACHED', 'no', 'no'],
  })
})

interface Question {
  readonly hosts: readonly string[]
  readonly urls: readonly string[]
  readonly port: number
}

/** What a provider heard, started as its host starts it, where every name leads to this machine. */
async function asked({ hosts, urls, port }: Question): Promise<unknown> {
  const home = aFolder()
  const file = realpathSync(aProvider(home, 'vault', 'authorization', FETCHES))
  const entry = realpathSync(join(dirname(built.workerEntry), TRUST_PROVIDER_ENTRY))
  const root = openRoot(dirname(file))
  onTestFinished(() => root.close())
  let out = ''
  const child = await launch({
    argv: [realpathSync(process.execPath), entry, file],
    cwd: { root, path: '.' },
    env: { NODE_USE_ENV_PROXY: '1' },
    timeoutMs: 20_000,
    stdin: 'pipe',
    confinement: { ...DEFAULT_CONFINEMENT, workspace: 'read-only', git: 'read-only', toolchains: [entry], hosts },
    names: {
      addresses: { 'vault.example.com': '127.0.0.1', 'evil.example.net': '127.0.0.1' },
      permitted: [`127.0.0.1:${port}`],
    },
    onOutput: (stream, bytes) => void (out += stream === 'stdout' ? bytes.toString() : ''),
  })
  child.stdin?.write(`${JSON.stringify({ id: 1, ask: 'authorize', input: { urls } })}\n`)
  await expect.poll(() => out.split('\n').length, { timeout: 15_000 }).toBe(3)
  child.stdin?.end()
  await child.exited
  const answer = providerLineSchema.parse(JSON.parse(out.split('\n')[1] ?? ''))
  return answer.kind === 'answer' ? JSON.parse(answer.value) : out
}
