import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sanitised } from '#confine'
import type { Core } from '#core'
import { aTestRun } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

const SECRET = 'correct-horse-battery-staple'

let bed: AttackBed
beforeEach(() => {
  bed = makeAttackBed()
  process.env['SERVICE_TOKEN'] = SECRET
})
afterEach(() => {
  delete process.env['SERVICE_TOKEN']
  bed.remove()
})

async function work(core: Core, commands: string[][]) {
  const id = await enqueued(core, aTestRun(commands))
  await settled(core, id)
  const { runs } = core.jobs.get(id)
  const run = runs[0]
  if (run === undefined) throw new Error('There is no run.')
  const { frames } = await core.runs.output({ id: run.id, from: 0, limit: 100_000 })
  const said = (stream: string) => frames.flatMap((frame) => (frame.stream === stream ? [frame.text] : [])).join('')
  return { run, said }
}

it('case 55 control sequences reach neither the log nor the result', async () => {
  const hostile = String.raw`\033]52;c;ZXZpbA==\007\033]0;title\007\033[6n\033P1$r\033\\evil\rgood\033[31mred\033[0m\n`
  const { core } = await testCore()
  const { run, said } = await work(core, [['printf', hostile]])
  const raw = (await bed.run(['printf', hostile], { guard: 'unguarded' })).out
  expect(raw).toContain('\u001b]52;c;')
  expect(said('stdout')).toBe(sanitised(raw))
  expect(said('stdout')).toContain(String.raw`\u001b]52;c;ZXZpbA==\u0007`)
  expect(said('stdout').replaceAll(/\p{Cc}\[\d*m|\n/gu, '')).not.toMatch(/\p{Cc}/u)
  expect(run.result).toMatchObject({ results: [{ stdout: said('stdout') }] })
})

describe('case 56 a secret that the worker knows', () => {
  const script = `
    printf 'correct-horse-'; sleep 0.3; echo 'battery-staple'
    value=$(printf correct-horse-; printf battery-staple)
    printf '%s' "$value" | base64; printf '{"key":"%s"}' "$value"; echo "$value" >&2; touch "$value"; ls; exit 1`

  it('is shown by the command, and lies nowhere in the data directory', async () => {
    expect((await bed.sh(script, { guard: 'unguarded' })).out).toContain(SECRET)
    const { core, home } = await testCore()
    const { said } = await work(core, [['sh', '-c', script]])
    expect(said('stdout')).toContain('[redacted]')
    expect(said('stderr')).toContain('[redacted]')
    const found = filesIn(home).filter((path) => {
      const bytes = readFileSync(path)
      return bytes.includes(SECRET) || bytes.includes(Buffer.from(SECRET).toString('base64').slice(0, 20))
    })
    expect(found).toEqual([])
  })
})

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
}
