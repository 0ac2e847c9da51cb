import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const file = join(import.meta.dirname, '..', '..', 'src-renderer', 'components', 'tokens.css')
const css = readFileSync(file, 'utf8')

/** Every colour of the token file as [light, dark]. */
const tokens = new Map(
  [...css.matchAll(/--color-([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark] as const],
  ),
)

const TONES = ['neutral', 'run', 'good', 'warn', 'bad', 'ask']
const GROUNDS = ['canvas', 'surface', 'sunken', 'selected']
const TINTS = TONES.map((tone) => `${tone}-tint`)

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_, theme) => {
  const colour = (name: string) => {
    const pair = tokens.get(name)
    if (!pair) throw new Error(`No token ${name}.`)
    return pair[theme]
  }
  const contrast = (a: string, b: string) => contrastOf(colour(a), colour(b))

  it.each(['ink', 'ink-2', 'ink-3', ...TONES])('%s can be read on every ground and tint', (text) => {
    for (const ground of [...GROUNDS, ...TINTS])
      expect([ground, contrast(text, ground)]).toEqual([ground, atLeast(4.5)])
  })

  it.each(TONES)('text on filled %s can be read', (tone) => {
    expect(contrast('on-tone', tone)).toEqual(atLeast(4.5))
  })

  it('edges that matter stand out on every ground', () => {
    for (const ground of ['canvas', 'surface', 'sunken', 'selected'])
      expect([ground, contrast('control', ground)]).toEqual([ground, atLeast(3)])
  })
})

function atLeast(floor: number): number {
  const matcher: unknown = {
    asymmetricMatch: (value: number) => value >= floor,
    toString: () => `at least ${floor}`,
  }
  return matcher as number
}

/** WCAG 2.2, contrast ratio. */
function contrastOf(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
