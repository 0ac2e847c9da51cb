import { describe, expect, it } from 'vitest'
import { createSweep, type Findings } from './sweep.ts'

const filler = (length: number) => 'aB3dE6gH9jK2'.repeat(40).slice(0, length)

/** In parts, so that this file itself is passed. */
const WEBHOOK = ['https://hooks.slack.com/services', 'T0ABCDEF1', 'B0ABCDEF1', filler(24)].join('/')

async function swept(known: string[], ...texts: [where: string, text: string][]): Promise<Findings> {
  const sweep = createSweep(known)
  for (const [where, text] of texts) await sweep.add(where, text)
  return sweep.end()
}

describe('a sweep', () => {
  it('finds known values in every form, and says only where', async () => {
    const value = 'correct-horse-battery-staple'
    const found = await swept(
      [value],
      ['row 1', 'nothing'],
      ['row 2', `it is ${value}`],
      ['row 3', Buffer.from(`x${value}`).toString('base64')],
    )
    expect(found).toEqual({
      count: 2,
      places: [
        { where: 'row 2', rule: 'interlock' },
        { where: 'row 3', rule: 'interlock' },
      ],
    })
    expect(await swept([], ['row 2', `it is ${value}`])).toEqual({ count: 0, places: [] })
  })

  it.each<[string, string, string]>([
    ['a token of GitHub', `token ghp_${filler(36)}`, 'interlock'],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${filler(64)}\n-----END RSA PRIVATE KEY-----`, 'interlock'],
    ['a key of SendGrid', `SG.${filler(22)}.${filler(43)}`, 'sendgrid'],
    ['a webhook of Slack', WEBHOOK, 'slack'],
  ])('finds %s', async (_, text, rule) => {
    const { places } = await swept([], ['content body-1 of row 7', text])
    expect(places.map(({ where }) => where)).toContain('content body-1 of row 7')
    expect(places.map((place) => place.rule).join(' ')).toContain(rule)
    expect(JSON.stringify(places)).not.toContain(filler(8))
  })

  it('passes what was hidden already, and what our own evidence is made of', async () => {
    const texts: [string, string][] = [
      ['row 1', 'postgres://me:[redacted]@host/db'],
      ['row 2', '{"hash":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","run":"run-01jd8z"}'],
      ['row 3', 'Authorization: Bearer [redacted]'],
    ]
    expect(await swept([], ...texts)).toEqual({ count: 0, places: [] })
  })

  it('names the right one of many short texts, and counts beyond those it names', async () => {
    const texts = Array.from({ length: 5000 }, (_, at): [string, string] => [
      `row ${at}`,
      at % 200 === 7 ? WEBHOOK : 'a line of no meaning'.repeat(5),
    ])
    const { count, places } = await swept([], ...texts)
    expect(count).toBe(25)
    expect(places).toHaveLength(20)
    expect(places[1]).toMatchObject({ where: 'row 207' })
  })
})
