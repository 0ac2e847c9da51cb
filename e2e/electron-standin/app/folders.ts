import { homedir, tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'

const OF_THE_USER = new Map([
  ['desktop', 'Desktop'],
  ['documents', 'Documents'],
  ['downloads', 'Downloads'],
])

/** Where Electron puts things on Linux, unless told otherwise. */
export function createFolders(nameOfApp: () => string, switchValue: (name: string) => string | undefined) {
  const set = new Map<string, string>()

  function getPath(name: string): string {
    const known = set.get(name)
    if (known !== undefined) return known
    if (name === 'home') return homedir()
    if (name === 'temp') return tmpdir()
    if (name === 'exe') return process.execPath
    if (name === 'appData') return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
    if (name === 'userData') return switchValue('user-data-dir') || join(getPath('appData'), nameOfApp())
    if (name === 'sessionData') return getPath('userData')
    if (name === 'logs') return join(getPath('userData'), 'logs')
    if (name === 'crashDumps') return join(getPath('userData'), 'Crashpad')
    const folder = OF_THE_USER.get(name)
    if (folder === undefined) throw new Error(`Failed to get '${name}' path`)
    return join(homedir(), folder)
  }

  return {
    getPath,
    setPath(name: string, path: string) {
      if (!isAbsolute(path)) throw new Error('Path must be absolute')
      set.set(name, path)
    },
  }
}
