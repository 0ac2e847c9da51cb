import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { app, BrowserWindow, ipcMain, protocol, session, shell } from 'electron'

// An ordinary application: nothing here knows of the stand-in.
const here = import.meta.dirname
const CSP = "default-src 'none'; script-src 'self'; connect-src 'self'"
const TYPES = { '.html': 'text/html', '.js': 'text/javascript' }

/** @type {BrowserWindow | undefined} */
let window

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])
app.setPath('userData', join(process.argv[process.argv.indexOf('--home') + 1] ?? '', 'chromium'))
if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv) => window?.setTitle(argv.at(-1) ?? ''))
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
  void app.whenReady().then(start)
} else app.quit()

async function start() {
  protocol.handle('app', serve)
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback) =>
    callback(permission === 'notifications'),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'notifications')
  ipcMain.on('connect', (event) => {
    const [port] = event.ports
    if (port === undefined) return
    port.on('message', ({ data }) => port.postMessage({ echo: data, from: event.senderFrame?.url }))
    port.on('close', () => console.log('port closed'))
    port.start()
  })
  window = new BrowserWindow({
    width: 700,
    height: 500,
    show: false,
    title: 'Sample',
    webPreferences: { preload: join(here, 'preload.cjs'), sandbox: true },
  })
  window.once('ready-to-show', () => window?.show())
  await window.loadURL('app://bundle/')
}

/** @param {Request} request */
async function serve({ url }) {
  const { host, pathname } = new URL(url)
  const name = pathname === '/' ? 'index.html' : pathname.slice(1)
  try {
    if (host !== 'bundle' || name.includes('..')) throw new Error('not ours')
    const text = await readFile(join(here, 'page', name))
    const type = Object.entries(TYPES).find(([ending]) => ending === extname(name))?.[1] ?? 'text/plain'
    return new Response(text, { headers: { 'content-type': type, 'content-security-policy': CSP } })
  } catch {
    return new Response('not here', { status: 404, headers: { 'content-type': 'text/plain' } })
  }
}
