window.addEventListener('message', ({ data, ports: [port] }) => {
  if (data !== 'port') return
  globalThis.port = port
  port.addEventListener('message', (event) => {
    document.getElementById('said').textContent = JSON.stringify(event.data)
  })
  port.start()
  port.postMessage({ text: 'päge', bytes: new Uint8Array([1, 2, 3]), none: undefined })
})
window.postMessage('hello')
