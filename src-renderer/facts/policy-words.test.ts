import { expect, it } from 'vitest'
import { differencesFrom, PRESETS } from '#schemas'
import { differenceSentence } from './policy-words.ts'

it('says in what a policy differs from its preset', () => {
  const policy = {
    ...PRESETS.run_tests.policy,
    allowed_tools: ['fetch'],
    min_sandbox: 'os-partial',
    write_workspace: false,
    secrets: ['API_TOKEN'],
  } as const
  const differences = differencesFrom('run_tests', { ...policy, allowed_tools: ['fetch'], secrets: ['API_TOKEN'] })
  expect(differences.map((each) => `${each.wider ? 'more' : 'less'}: ${differenceSentence(each)}`)).toEqual([
    'more: Calls fetch.',
    'more: Runs from os-partial on, where the preset needs os-enforced.',
    'less: Commands may not write in the workspace.',
    'more: Commands are given the secrets API_TOKEN.',
  ])
})
