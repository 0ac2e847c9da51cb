/** A mistake that is easily made in a shell, put into the built one. */
export interface Mutant {
  readonly name: string
  /** Where it goes: the chunk with the shell's own code, or the preload. */
  readonly file: 'shell' | 'preload'
  readonly from: string | RegExp
  readonly to: string
  /** The test files that are to notice it, as they begin. */
  readonly noticedBy: readonly string[]
}

type Mistake = readonly [name: string, from: string | RegExp, to: string]

const inFile = (file: Mutant['file'], noticedBy: readonly string[], mistakes: readonly Mistake[]): Mutant[] =>
  mistakes.map(([name, from, to]) => ({ name, file, from, to, noticedBy }))

const preload = inFile(
  'preload',
  ['shell-window'],
  [
    ['a preload that is a module', /^/, 'import { ipcRenderer as unused } from "electron";\n'],
    ['a preload that needs a module of Node', /^/, 'require("node:fs");\n'],
    ['a preload in several files', /^/, 'require("./chunk.cjs");\n'],
    ['a port that is not transferred to the page', '"*", [mine]', '"*"'],
    ['a channel that nobody listens on', 'postMessage(GIVEN, data.port', 'postMessage("interlock:ports", data.port'],
    ['a function sent to main', 'postMessage(GIVEN, data.port', 'postMessage(GIVEN, () => data.port'],
  ],
)

const start = inFile(
  'shell',
  ['shell-window'],
  [
    [
      'work before the application is ready',
      'app.whenReady().then(() => openDesktop',
      'Promise.resolve().then(() => openDesktop',
    ],
    ['a scheme registered too late', /declareScheme\(\);\s/, 'app.whenReady().then(declareScheme);\n'],
    ['a scheme that is not standard', 'standard: true,', ''],
    ['a scheme that is not secure', 'secure: true,', ''],
    ['a preload in the wrong place', '"dist", "preload.cjs"', '"preload.cjs"'],
    ['preferences under a misspelt name', 'webPreferences: {', 'webPreference: {'],
    ['a sandbox turned off', 'sandbox: true', 'sandbox: false'],
    ['isolation turned off', 'contextIsolation: true', 'contextIsolation: false'],
    ['Node in the page', 'nodeIntegration: false,', 'nodeIntegration: true,'],
    ['a page that is not told where it is', 'Buffer.from(marked(bytes.toString("utf8")))', 'bytes'],
  ],
)

const page = inFile(
  'shell',
  ['shell-window'],
  [
    ['a policy that lets no script run', '"script-src \'self\'",', ''],
    ['a policy that lets every script run', '"script-src \'self\'"', "\"script-src 'self' 'unsafe-inline'\""],
    ['a page that may reach the network', '"connect-src \'none\'"', '"connect-src *"'],
    ['files without a policy', /\.\.\.SECURITY_HEADERS,(\s+"Content-Type": file\.type)/, '$1'],
    ['scripts without their type', '"Content-Type": file.type', '"Content-Type": "text/plain"'],
    ['a page that may go elsewhere', /event\.preventDefault\(\);(\s+log\.warn\(\{ url: event\.url)/, '$1'],
    ['windows that open', 'return { action: "deny" };', 'return { action: "allow" };'],
    ['no word on windows at all', /contents\.setWindowOpenHandler\(/, 'void ('],
    ['links that open whatever they name', 'const link = externalLink(address);', 'const link = address;'],
    ['every permission granted on request', 'defaultSession.setPermissionRequestHandler(', 'void ('],
    ['every permission granted on sight', 'defaultSession.setPermissionCheckHandler(', 'void ('],
    [
      'the clipboard that can be read',
      'permission === ALLOWED && isOwnAddress(requestingUrl)',
      'permission.startsWith("clipboard")',
    ],
  ],
)

const ports = inFile(
  'shell',
  ['shell-window'],
  [
    ['a port that is never started', /port\.start\(\);(\s+return \{\s*send: line\.send)/, '$1'],
    ['a port for whoever asks', ' || !isPage(event, isOurs)', ''],
    ['a port for contents that are not ours', 'isOurs(sender.id) && ', ''],
    ['a port for a frame inside the page', 'isTop(senderFrame) && ', ''],
    ['a port for a page of somebody else', ' && isOwnAddress(senderFrame.url)', ''],
  ],
)

const windows = inFile(
  'shell',
  ['shell-window'],
  [
    ['a page that stays crashed', 'contents.on("render-process-gone"', 'contents.on("renderer-process-gone"'],
    ['a window that forgets its place', 'rememberWindow(made, stateFile);', ''],
    ['a window that opens out of sight', 'return across && isTitleInSight;', 'return true;'],
  ],
)

const core = inFile(
  'shell',
  ['shell-core'],
  [
    ['a worker that is not where it is looked for', 'utilityProcess.fork(entry,', 'utilityProcess.fork(`${entry}s`,'],
    ['an environment with a hole in it', 'env: stringsOf(env)', 'env: { ...stringsOf(env), TOKEN: void 0 }'],
    ['a worker that is given no port', 'child.postMessage({}, [far]);', 'child.postMessage({});'],
    ['a worker whose port is never started', 'near.start();', ''],
    ['messages of a worker read as events', 'events.message(message);', 'events.message(message.data);'],
    ['a worker whose output nobody reads', /stdio: watched \? \[[^\]]*\] : "ignore"/, 'stdio: "ignore"'],
    ['a worker whose end goes unnoticed', 'child.on("exit"', 'child.on("close"'],
    ['a core of another version that is shown', 'return theirs === ours ? null : theirs;', 'return null;'],
    ['a core that is left open at the end', '(core) => core.close(reason)', '() => void 0'],
  ],
)

const tray = inFile(
  'shell',
  ['tray', 'kill'],
  [
    ['an icon that is not where it is looked for', 'join(iconFolder, "tray")', 'join(iconFolder, "try")'],
    [
      'a tray that shows its first menu for ever',
      'kept?.setContextMenu(',
      'if (globalThis.once !== (globalThis.once = 1)) kept?.setContextMenu(',
    ],
    [
      'an engage that does nothing',
      'engage: () => void kill.engage(),\n\t\thardStop',
      'engage: () => void 0,\n\t\thardStop',
    ],
  ],
)

const shortcut = inFile(
  'shell',
  ['shortcut'],
  [
    ['a shortcut that is never asked for', 'shortcut.set(settings.get().kill_shortcut);', ''],
    ['a shortcut that does nothing', 'press: () => void kill.press(),', 'press: () => void 0,'],
  ],
)

const secondStart = inFile(
  'shell',
  ['shell-links'],
  [
    ['a second start that goes on', / return app\.quit\(\);/, ' void 0;'],
    ['a second start that quits and goes on', / return app\.quit\(\);/, ' app.quit();'],
    ['a second start that nobody hears', 'app.on("second-instance"', 'app.on("second-instances"'],
  ],
)

const dataDirectory = inFile(
  'shell',
  ['two-homes'],
  [['a lock that is asked for before its place is known', 'app.setPath("userData", userData);', '']],
)

const dialogs = inFile(
  'shell',
  ['approvals'],
  [
    ['a question of a kind that there is not', /\btype,(\s+title: "Interlock")/, 'type: "confirm",$1'],
    ['an Escape that means nothing', 'cancelId: refuse,', ''],
    ['an Enter that agrees', 'defaultId: enter,', 'defaultId: 1,'],
    [
      'a withdrawn question that counts as answered',
      /return \w+\??\.aborted \? void 0 : response;/,
      'return response;',
    ],
    ['a notice that does nothing on a click', /shown\.on\("click", open\);/, ''],
  ],
)

const kill = inFile(
  'shell',
  ['kill'],
  [['a chord that main does not hear', 'webContents.on("before-input-event"', 'webContents.on("before-input"']],
)

const menus = inFile(
  'shell',
  ['menus'],
  [
    ['a menu that is made and never set', 'Menu.setApplicationMenu(', 'void ('],
    ['items that cannot be found', /\bid: command\.id,?/, ''],
  ],
)

const background = inFile(
  'shell',
  ['background'],
  [
    ['a close that asks and closes all the same', /event\.preventDefault\(\);(\s+if \(closing !== "ask"\))/, '$1'],
    ['an application that ends with its window', 'app.on("window-all-closed", () => void 0);', ''],
    ['an answer that is not kept', 'settings.put({ on_close });', ''],
  ],
)

const power = inFile(
  'shell',
  ['power'],
  [
    ['a sleep that nobody hears of', 'powerMonitor.on("suspend", heard.suspend);', ''],
    ['a wake that nobody hears of', 'powerMonitor.on("resume", heard.resume);', ''],
    ['mains that nobody hears of', 'powerMonitor.on("on-ac", heard["on-ac"]);', ''],
    ['a shutdown that is not heard', 'powerMonitor.on("shutdown", shutdown);', ''],
  ],
)

const quit = inFile(
  'shell',
  ['quit'],
  [
    ['a quit that nobody follows', /if \(ended === void 0 && !isAsking\) (void )?ask\(\);/, ''],
    ['a quit that asks nobody', 'ending.setQuestion(', 'void ('],
    ['a wait that starts new work', /(tell\(\);\s+)await hold\(true\);/, '$1'],
    ['a question about quitting with Stop for Enter', 'enter: last', 'enter: last - 1'],
  ],
)

const secrets = inFile(
  'shell',
  ['secrets'],
  [['a key kept as plain text without a word', /mayKeep\(state, .*?\) \? \[keeper\] : \[\]/, '[keeper]']],
)

/** All of them; one that no longer applies to the built code is to be rewritten. */
export const MUTANTS: readonly Mutant[] = [
  ...preload,
  ...start,
  ...page,
  ...ports,
  ...windows,
  ...core,
  ...tray,
  ...shortcut,
  ...secondStart,
  ...dataDirectory,
  ...dialogs,
  ...kill,
  ...menus,
  ...background,
  ...power,
  ...quit,
  ...secrets,
]
