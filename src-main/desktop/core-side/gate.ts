import type { Line, OpenLine } from './line.ts'
import type { CoreWatch } from './types.ts'

/** Opens lines while main itself has contact, which is with a core of our version only: until then they wait. */
export function createGate(watch: CoreWatch, openLine: OpenLine): OpenLine {
  return (events) => {
    let line: Line | undefined
    function look(): void {
      if (line === undefined && watch.state().contact === 'live') line = openLine(events)
    }
    const unwatch = watch.onChange(look)
    look()
    return {
      send: (text) => line?.send(text),
      close() {
        unwatch()
        line?.close()
      },
    }
  }
}
