import { EventEmitter } from 'node:events'
import { witness } from '../base/witness.ts'

/** Tests emit the events themselves, here and on the real Electron. */
class PowerMonitor extends EventEmitter {
  get onBatteryPower(): boolean {
    return witness.power.onBattery
  }
  isOnBatteryPower(): boolean {
    return witness.power.onBattery
  }
  getSystemIdleTime(): number {
    return witness.power.idleSeconds
  }
  getSystemIdleState(threshold: number): string {
    return witness.power.idleSeconds >= threshold ? 'idle' : 'active'
  }
  getCurrentThermalState(): string {
    return 'unknown'
  }
}

export const powerMonitor = new PowerMonitor()

const KINDS = ['prevent-app-suspension', 'prevent-display-sleep']
let last = 0

export const powerSaveBlocker = {
  start(kind: string): number {
    if (!KINDS.includes(kind))
      throw new TypeError(`Error processing argument at index 0, conversion failure from ${kind}`)
    witness.keepsAwake.set((last += 1), kind)
    return last
  },
  stop: (id: number) => witness.keepsAwake.delete(id),
  isStarted: (id: number) => witness.keepsAwake.has(id),
}
