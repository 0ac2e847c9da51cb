import { PRESET_NAMES, type PresetName } from '#schemas'

/** What the page of policies shows. */
export interface PoliciesSearch {
  /** The preset whose fields are shown in full. */
  preset?: PresetName
  /** The rule that is edited, by its id; `new` for one that is written. */
  rule?: string
}

export function readPoliciesSearch(raw: Record<string, unknown>): PoliciesSearch {
  const preset = PRESET_NAMES.find((each) => each === raw['preset'])
  const { rule } = raw
  return {
    ...(preset !== undefined && { preset }),
    ...(typeof rule === 'string' && /^[\w-]{1,64}$/.test(rule) && { rule }),
  }
}
