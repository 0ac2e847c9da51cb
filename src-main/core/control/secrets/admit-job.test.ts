import { describe, expect, it } from 'vitest'
import { type JobSpecInput, parseJob, READ_ONLY_POLICY } from '#schemas'
import { createAdmitJob } from './admit-job.ts'
import { aHome, aKeeper } from './test-bed.ts'

const VALUE = 'correct-horse-battery-staple'
const TOKEN = `ghp_${'aB3dE6gH9jK2'.repeat(3)}`
const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 }

function aSpec(command: string[], over: Partial<JobSpecInput> = {}) {
  const policy = { ...READ_ONLY_POLICY, allow_subprocess: true }
  return parseJob({
    type: 'test_runner_task',
    payload: { commands: [['true'], command], timeout_sec: 5 },
    budgets: BUDGETS,
    policy,
    ...over,
  })
}

async function anAdmission() {
  const home = aHome()
  const keeper = aKeeper()
  const secrets = home.open(keeper)
  await secrets.set('API_TOKEN', VALUE, 'cli')
  return { secrets, admit: createAdmitJob(secrets), nextLife: () => createAdmitJob(home.open(keeper)) }
}

function refusalOf(act: () => unknown): Error | undefined {
  try {
    act()
  } catch (error) {
    return error instanceof Error ? error : undefined
  }
  return undefined
}

describe('a job that holds a secret', () => {
  it.each<[string, string]>([
    ['as it is', `--token=${VALUE}`],
    ['in base64', Buffer.from(`me:${VALUE}`).toString('base64')],
    ['in an address', `https://x.example/?key=${encodeURIComponent(VALUE)}`],
    ['in hexadecimal', Buffer.from(VALUE).toString('hex')],
  ])('%s is refused by field and name, never by value', async (_, argument) => {
    const { admit } = await anAdmission()
    const refused = refusalOf(() => admit(aSpec(['curl', argument])))
    expect(refused).toMatchObject({
      code: 'secret_in_job',
      message: 'payload.commands[1][1] holds the value of the secret API_TOKEN.',
      data: { fields: [{ field: 'payload.commands[1][1]', secret: 'API_TOKEN' }] },
    })
    const said = JSON.stringify([refused, String(refused)])
    expect(said).not.toContain(argument)
    expect(said).not.toContain(VALUE)
  })

  it.each<[string, string]>([
    ['a token', TOKEN],
    ['an address with a password', 'postgres://me:pass@host/db'],
    ['a header', `Authorization: Bearer ${'abcDEF123'.repeat(4)}`],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMIIE'],
  ])('that nobody kept, %s, is refused as what looks like one', async (_, argument) => {
    const { admit } = await anAdmission()
    expect(() => admit(aSpec(['sh', '-c', `x\n${argument}`]))).toThrow(
      expect.objectContaining({
        code: 'secret_in_job',
        message: 'payload.commands[1][2] holds what looks like a secret.',
      }),
    )
  })

  it('anywhere else in it is refused too, without repeating it', async () => {
    const { admit } = await anAdmission()
    const fieldOf = (over: Partial<JobSpecInput>) => refusalOf(() => admit(aSpec(['true'], over)))?.message
    expect(fieldOf({ idempotency_key: VALUE })).toBe('idempotency_key holds the value of the secret API_TOKEN.')
    expect(fieldOf({ meta: { note: TOKEN } })).toBe('meta.note holds what looks like a secret.')
    expect(fieldOf({ meta: { [VALUE]: 'x' } })).toBe(
      'meta (the name of a member) holds the value of the secret API_TOKEN.',
    )
  })

  it('is found beside what only stands for one, and where it looks like that itself', async () => {
    const { admit, secrets } = await anAdmission()
    await secrets.set('ODD', 'pa$$word_of_them', 'cli')
    const refused = refusalOf(() => admit(aSpec(['sh', '-c', `echo $API_TOKEN pa$$word_of_them`])))
    expect(refused).toMatchObject({ data: { fields: [{ secret: 'ODD' }] } })
    expect(refusalOf(() => admit(aSpec(['curl', 'https://$USER:real@host/'])))).toMatchObject({ code: 'secret_in_job' })
  })

  it('is let in without it', async () => {
    const { admit } = await anAdmission()
    expect(admit(aSpec(['git', 'log', '--format=%H', 'https://me@host/repo']))).toBeUndefined()
    expect(
      admit(aSpec(['sh', '-c', 'psql postgres://me:$API_TOKEN@host/db ftp://me:${API_TOKEN}@host'])),
    ).toBeUndefined()
  })
})

describe('a job that names secrets', () => {
  const naming = (...secrets: string[]) =>
    aSpec(['true'], { policy: { ...READ_ONLY_POLICY, allow_subprocess: true, secrets } })

  it('is let in with those there are, locked or not, and refused by the names of the others', async () => {
    const { admit, secrets } = await anAdmission()
    expect(admit(naming('API_TOKEN'))).toBeUndefined()
    secrets.lock()
    expect(admit(naming('API_TOKEN'))).toBeUndefined()
    expect(() => admit(naming('API_TOKEN', 'DB_PASSWORD', 'OTHER'))).toThrow('There are no secrets DB_PASSWORD, OTHER.')
  })

  it('waits for a store that is just being opened, so that values are known', async () => {
    const { nextLife } = await anAdmission()
    const admit = nextLife()
    await expect(admit(aSpec(['echo', VALUE]))).rejects.toMatchObject({ code: 'secret_in_job' })
    expect(admit(naming('API_TOKEN'))).toBeUndefined()
  })
})
