// Loaded before the application on the real Electron. It keeps what the stand-in keeps by itself (base/witness.ts there).
const { app, dialog, Notification, shell, Tray } = require('electron')

const witness = { dialogs: [], trays: [], notifications: [], opened: [], errors: [] }
Object.defineProperty(globalThis, 'witness', { value: witness })

// Electron keeps no list of them: those that were running whenever somebody asked, in the order of their start.
const utilities = []
Object.defineProperty(witness, 'utilities', {
  enumerable: true,
  get() {
    const running = app
      .getAppMetrics()
      .filter(({ type, serviceName }) => type === 'Utility' && serviceName === 'node.mojom.NodeService')
    const alive = new Set(running.map(({ pid }) => pid))
    for (const known of utilities) if (!alive.delete(known.pid)) known.pid = undefined
    for (const { pid, name } of running) if (alive.has(pid)) utilities.push({ pid, entry: name ?? '' })
    return utilities
  },
})

process.on('uncaughtExceptionMonitor', (error) => witness.errors.push(`Uncaught Exception: ${error.stack}`))
process.on('unhandledRejection', (error) => witness.errors.push(`UnhandledPromiseRejectionWarning: ${error?.stack}`))
app.on('web-contents-created', (_event, contents) =>
  contents.on('preload-error', (_error, path, error) =>
    witness.errors.push(`Unable to load preload script: ${path}: ${error.message}`),
  ),
)

for (const [kind, refusal] of [
  ['showMessageBox', ({ cancelId = 0 }) => ({ response: cancelId, checkboxChecked: false })],
  ['showOpenDialog', () => ({ canceled: true, filePaths: [] })],
  ['showSaveDialog', () => ({ canceled: true, filePath: '' })],
])
  dialog[kind] = (...asked) =>
    new Promise((resolve) => {
      const [window, options] = asked.length === 2 ? asked : [null, asked[0]]
      const question = {
        kind,
        window: window?.id ?? null,
        options: { buttons: [], ...options },
        answered: undefined,
        answer(result) {
          if (question.answered !== undefined) return
          question.answered = result
          resolve(result)
        },
      }
      witness.dialogs.push(question)
      options.signal?.addEventListener('abort', () => question.answer(refusal(options)))
    })
dialog.showErrorBox = (title, content) => witness.errors.push(`${title}: ${content}`)

const { show } = Notification.prototype
Notification.prototype.show = function noted() {
  if (!witness.notifications.includes(this)) witness.notifications.push(this)
  show.call(this)
}

const pictured = (menu) =>
  (menu?.items ?? []).map((item) => ({
    id: item.id,
    label: item.label,
    enabled: item.enabled,
    visible: item.visible,
    checked: item.checked,
    type: item.type,
    submenu: pictured(item.submenu),
    click: () => item.click(),
  }))
const { setContextMenu, setToolTip } = Tray.prototype
const seen = new WeakMap()
const picture = (tray) => {
  if (!seen.has(tray)) {
    seen.set(tray, { menu: [], toolTip: '' })
    witness.trays.push({ menu: () => seen.get(tray).menu, toolTip: () => seen.get(tray).toolTip, image: () => null })
  }
  return seen.get(tray)
}
Tray.prototype.setContextMenu = function noted(menu) {
  picture(this).menu = pictured(menu)
  setContextMenu.call(this, menu)
}
Tray.prototype.setToolTip = function noted(text) {
  picture(this).toolTip = text
  setToolTip.call(this, text)
}

shell.openExternal = async (url) => void witness.opened.push(url)
shell.openPath = async (path) => (witness.opened.push(path), '')
shell.showItemInFolder = (path) => void witness.opened.push(path)
