import { ipcRenderer } from 'electron'

// Runs in the sandbox of a window before the page does, and hands it one end of a channel whenever it asks for one. What may be
// asked for, and by whom, main decides. Nothing else of this world is put into the page's.

const ASKED = 'interlock:hello'
const GIVEN = 'interlock:port'
const PORTS: readonly unknown[] = ['core', 'shell']

window.addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
  if (source !== window || typeof data !== 'object' || data === null || !('kind' in data) || data.kind !== ASKED) return
  if (!('port' in data) || !PORTS.includes(data.port)) return
  const { port1: mine, port2: main } = new MessageChannel()
  ipcRenderer.postMessage(GIVEN, data.port, [main])
  window.postMessage({ kind: GIVEN, port: data.port }, '*', [mine])
})
