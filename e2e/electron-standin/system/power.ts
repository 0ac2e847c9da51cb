import { EventEmitter } from 'node:events'
import { witness } from '../base/witness.ts'

/** Tests emit the events themselves, here and on the real Electron. */
class PowerMonitor extends EventEmitter {
  isOnBatteryPower(): boolean {
    return witness.power.onBattery
  }
  getSystemIdleTime(): number {
    return witness.power.idleSeconds
  }
}

export const powerMonitor = new PowerMonitor()
