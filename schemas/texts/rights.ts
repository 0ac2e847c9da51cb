import type { ApiKey, KeyRight, KeyState } from '../api-key.ts'

/** What each right of a key lets it do. */
export const keyRightTexts: Record<KeyRight, { word: string; says: string }> = {
  read: { word: 'Read', says: 'See everything: jobs, output, messages, the ledger' },
  enqueue: { word: 'Add jobs', says: 'Add jobs, and look at those it added' },
  cancel_own: { word: 'Cancel its own', says: 'Cancel jobs it added' },
  schedules: { word: 'Schedules', says: 'Make schedules, and change those it made' },
  messages: { word: 'Messages', says: 'Send and take messages as one agent' },
  operate: { word: 'Operate', says: 'Everything but decisions, on everybody’s work' },
}

export const keyStateTexts: Record<KeyState, { word: string; tone: 'good' | 'neutral' }> = {
  active: { word: 'Active', tone: 'good' },
  expired: { word: 'Expired', tone: 'neutral' },
  revoked: { word: 'Revoked', tone: 'neutral' },
}

/** How far a key reaches, in words; null where nothing bounds it. */
export function keyBoundsText({ agent, workspaces, types, pools }: ApiKey): string | null {
  const parts = [
    agent === null ? [] : [`as ${agent}`],
    workspaces === null ? [] : [`in ${workspaces.join(', ')}`],
    types === null ? [] : [types.join(', ')],
    pools === null ? [] : [`pool ${pools.join(', ')}`],
  ].flat()
  return parts.length === 0 ? null : parts.join('; ')
}
