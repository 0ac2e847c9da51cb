const { ipcRenderer } = require('electron')

window.addEventListener('message', ({ data, source }) => {
  if (source !== window || data !== 'hello') return
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage('connect', null, [port1])
  window.postMessage('port', '*', [port2])
})
