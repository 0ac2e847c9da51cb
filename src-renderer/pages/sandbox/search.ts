/** What the page of the sandbox shows. */
export interface SandboxSearch {
  /** Slot of the worker whose promises are shown; the weakest one without it. */
  slot?: string
}

export function readSandboxSearch(raw: Record<string, unknown>): SandboxSearch {
  const slot = raw['slot']
  const text = typeof slot === 'number' ? String(slot) : slot
  return typeof text === 'string' && /^\d{1,4}$/.test(text) ? { slot: text } : {}
}
