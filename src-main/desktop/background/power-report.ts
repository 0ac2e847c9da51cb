import type { BatteryPolicy, PowerReport, PowerSource } from '#schemas'

/** How often a report is made again, and how long each counts: two may be lost. */
export const REPORT_EVERY_MS = 60_000
const COUNTS_S = 180
/** Sleep lasts as long as it lasts; this is for the time until it begins, and a wake nobody hears of. */
const ASLEEP_COUNTS_S = 120

/** What the system says of its power. */
export interface PowerFacts {
  readonly onBattery: boolean
  /** The system was told to save energy. */
  readonly saving: boolean
  readonly asleep: boolean
}

/** What the core is told, by what the operator has settled. */
export function powerReport({ onBattery, saving, asleep }: PowerFacts, policy: BatteryPolicy): PowerReport {
  const source: PowerSource = saving ? 'saver' : onBattery ? 'battery' : 'ac'
  const defers = policy === 'battery' ? source !== 'ac' : policy === 'saver' && source === 'saver'
  return { source, defers, asleep, for_s: asleep ? ASLEEP_COUNTS_S : COUNTS_S }
}

/** What the power profile of Linux says: the kernel's name of the one that saves. */
export function isSaving(profile: string): boolean {
  return profile.trim() === 'low-power'
}
