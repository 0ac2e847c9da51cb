import { EventEmitter } from 'node:events'
import { needsReady } from '../base/phase.ts'

interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

const AREA: Rectangle = { x: 0, y: 0, width: 1920, height: 1080 }
const DISPLAY = { id: 1, scaleFactor: 1, bounds: AREA, workArea: AREA, size: AREA, workAreaSize: AREA }

/** One display. */
class Screen extends EventEmitter {
  getPrimaryDisplay(): typeof DISPLAY {
    needsReady("The 'screen' module can't be used before the app 'ready' event")
    return DISPLAY
  }
  getAllDisplays(): (typeof DISPLAY)[] {
    return [this.getPrimaryDisplay()]
  }
}

export const screen = new Screen()
