import type { MessagePortMain } from 'electron'
import { LAST, OPEN } from '../port-words.ts'
import type { Line, OpenLine } from './line.ts'

/**
 * Joins the port of a window with a line to the core: what either says the other hears, word for word, and the end of one is the
 * end of the other. The page then asks for another port.
 */
export function relay(port: MessagePortMain, openLine: OpenLine, ended: () => void): Line {
  let isOver = false
  const line = openLine({
    opened: () => port.postMessage(OPEN),
    message: (text) => port.postMessage(text),
    closed: end,
  })

  function end(): void {
    if (isOver) return
    over()
    port.postMessage(LAST)
    port.close()
  }

  function over(): void {
    isOver = true
    line.close()
    ended()
  }

  port.on('message', ({ data }: { data: unknown }) => {
    // We speak text; anything else is not our page.
    if (typeof data === 'string') line.send(data)
    else end()
  })
  port.on('close', () => {
    if (!isOver) over()
  })
  port.start()
  return { send: line.send, close: end }
}
