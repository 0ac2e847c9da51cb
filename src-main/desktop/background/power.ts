import { readFileSync } from 'node:fs'
import { powerMonitor } from 'electron'
import type { Logger } from 'pino'
import type { Power } from '#schemas'
import type { CoreSide } from '../core-side/index.ts'
import type { DesktopSettingsStore } from '../settings/index.ts'
import { isSaving, powerReport, REPORT_EVERY_MS } from './power-report.ts'

/** The kernel's word for how it feeds the machine, where there is one. */
const PROFILE = '/sys/firmware/acpi/platform_profile'

export interface PowerDeps {
  readonly core: CoreSide
  readonly settings: DesktopSettingsStore
  /** The system shuts down: ends in order, at once. */
  readonly endNow: (reason: string) => Promise<void>
  readonly log: Logger
}

/** Tells the core what feeds the machine, and that it goes to sleep and wakes. */
export interface PowerWatch {
  /** As the core last took it; null before the first time. */
  readonly last: () => Power | null
  /** The screen is locked: nobody sees what would come to the front. */
  readonly isLocked: () => boolean
  readonly close: () => void
}

export function watchPower({ core, settings, endNow, log }: PowerDeps): PowerWatch {
  let last: Power | null = null
  let asleep = false
  let locked = false

  function report(): void {
    const facts = { onBattery: powerMonitor.isOnBatteryPower(), saving: isSaving(profile()), asleep }
    core.client.power.report(powerReport(facts, settings.get().battery)).then(
      (power) => (last = power),
      // Without contact nothing waits on our word; the next report comes within a minute.
      (error: unknown) => log.debug({ err: error }, 'The core did not take what feeds the machine'),
    )
  }

  const heard = {
    'on-ac': report,
    'on-battery': report,
    suspend() {
      asleep = true
      log.info('The machine goes to sleep')
      report()
    },
    resume() {
      asleep = false
      log.info('The machine is awake')
      report()
    },
    'lock-screen': () => {
      locked = true
    },
    'unlock-screen': () => {
      locked = false
      report()
    },
  }
  powerMonitor.on('on-ac', heard['on-ac'])
  powerMonitor.on('on-battery', heard['on-battery'])
  powerMonitor.on('suspend', heard.suspend)
  powerMonitor.on('resume', heard.resume)
  powerMonitor.on('lock-screen', heard['lock-screen'])
  powerMonitor.on('unlock-screen', heard['unlock-screen'])
  const shutdown = (event?: { readonly preventDefault: () => void }) => {
    // The system then waits for us for as long as it grants programs.
    event?.preventDefault()
    void endNow('the system shuts down')
  }
  powerMonitor.on('shutdown', shutdown)
  const timer = setInterval(report, REPORT_EVERY_MS)
  const unfollow = settings.onChange((now, before) => {
    if (now.battery !== before.battery) report()
  })
  report()

  return {
    last: () => last,
    isLocked: () => locked,
    close() {
      clearInterval(timer)
      unfollow()
      powerMonitor.off('on-ac', heard['on-ac'])
      powerMonitor.off('on-battery', heard['on-battery'])
      powerMonitor.off('suspend', heard.suspend)
      powerMonitor.off('resume', heard.resume)
      powerMonitor.off('lock-screen', heard['lock-screen'])
      powerMonitor.off('unlock-screen', heard['unlock-screen'])
      powerMonitor.off('shutdown', shutdown)
    },
  }
}

function profile(): string {
  try {
    return readFileSync(PROFILE, 'utf8')
  } catch {
    // No such file: another system, or a machine without profiles.
    return ''
  }
}
