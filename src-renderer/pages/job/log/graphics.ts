import type { Terminal } from '@xterm/xterm'
import { readSetting } from '../../../components/index.ts'

/**
 * Draws a terminal by the graphics card, where the operator has not chosen otherwise and there is one that is faster than
 * elements of the page. Until it is ready, and from the moment the card takes its context away, the terminal draws with
 * elements. What `place` says as `data-drawn-by` is how it is drawn now.
 * @param redraw called after each change of that: cells may have another size then
 * @returns ends it; called before the terminal is disposed
 */
export function drawByGraphics(terminal: Terminal, place: HTMLElement, redraw: () => void): () => void {
  const wish = readSetting('logs')
  place.dataset['drawnBy'] = 'elements'
  if (wish === 'elements' || !hasGraphics(wish === 'graphics')) return () => undefined
  let over = false
  const start = async () => {
    const { WebglAddon } = await import('@xterm/addon-webgl')
    if (over) return
    const addon = new WebglAddon()
    addon.onContextLoss(() => {
      addon.dispose()
      place.dataset['drawnBy'] = 'elements'
      if (!over) redraw()
    })
    terminal.loadAddon(addon)
    place.dataset['drawnBy'] = 'graphics'
    redraw()
  }
  // Without it the log is drawn as it already is.
  start().catch(reportError)
  return () => {
    over = true
  }
}

/** Programs that play a graphics card with the processor, which is slower than elements of the page. */
const PLAYED = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** Whether WebGL is there, and unless `anyway`, made by a graphics card. */
function hasGraphics(anyway: boolean): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: !anyway })
  if (!context) return false
  const names = context.getExtension('WEBGL_debug_renderer_info')
  const made = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER))
  // A page may have a few contexts only.
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return anyway || !PLAYED.test(made)
}
