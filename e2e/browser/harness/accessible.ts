import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'
import { expect } from 'vitest'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  id: string
  nodes: { target: string[]; failureSummary?: string }[]
}

interface Axe {
  run: (options: {
    resultTypes: string[]
    runOnly?: { type: 'rule'; values: string[] }
  }) => Promise<{ violations: Violation[] }>
}

/** What axe finds in colours, which is all that another theme of the same page can change. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Runs axe over the page as it stands; every rule it breaks is named with the elements that break it. */
export async function expectAccessible(page: Page, what: 'everything' | 'colours' = 'everything'): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  const rules = what === 'colours' ? COLOURS : undefined
  const violations = await page.evaluate(async (values): Promise<Violation[]> => {
    const { axe } = globalThis as unknown as { axe: Axe }
    // Of what is fine nobody asks for particulars, which cost as much as finding it.
    const options = { resultTypes: ['violations'], ...(values && { runOnly: { type: 'rule' as const, values } }) }
    return (await axe.run(options)).violations
  }, rules)
  const found = violations.map(({ id, nodes }) => ({
    rule: id,
    where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
  }))
  expect(found).toEqual([])
}
