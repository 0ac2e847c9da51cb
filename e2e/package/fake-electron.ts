import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPackage } from '@electron/asar'
import { resedit } from './builder-parts.ts'
import { root } from './bundle.ts'
import type { System } from './systems.ts'

/** By which @electron/fuses finds the fuses in a binary; its own door does not give it away. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES_VERSION = 1
/** As Electron 45 comes: those that it has on are on. */
const FUSES = '101000011'

/**
 * A distribution of Electron with the files that electron-builder looks for and nothing that runs. Its binary carries fuses, so
 * that they are really set and read back.
 */
export async function fakeElectron(system: System, folder: string): Promise<string> {
  const at = (path: string) => join(folder, path)
  put(at('version'), electronVersion())
  put(at('LICENSE'), 'The licence of Electron.\n')
  put(at('LICENSES.chromium.html'), '<!doctype html><title>Licences of Chromium</title>\n')
  await defaultApp(join(folder, system === 'mac' ? 'Electron.app/Contents/Resources' : 'resources'))
  if (system === 'mac') macApp(folder)
  else for (const language of ['en-US', 'de', 'ja']) put(at(`locales/${language}.pak`), language)
  if (system === 'linux') {
    put(at('electron'), binary(), 0o755)
    put(at('chrome-sandbox'), 'stub', 0o755)
    put(at('chrome_crashpad_handler'), 'stub', 0o755)
  }
  if (system === 'win') put(at('electron.exe'), windowsBinary())
  return folder
}

function electronVersion(): string {
  const found = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string
  }
  return found.version
}

function binary(): Buffer {
  const wire = Buffer.from([FUSES_VERSION, FUSES.length])
  return Buffer.concat([Buffer.from(`no program ${SENTINEL}`), wire, Buffer.from(`${FUSES} end\n`)])
}

/** Of the form that Windows' resources can be written into. */
function windowsBinary(): Buffer {
  const executable = resedit.NtExecutable.createEmpty(false, false)
  const resources = resedit.NtExecutableResource.from(executable)
  const version = resedit.Resource.VersionInfo.createEmpty()
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron', FileDescription: 'Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  return Buffer.concat([Buffer.from(executable.generate()), binary()])
}

/** electron-builder leaves Electron's own archive where a distribution is given to it, and reads it. */
async function defaultApp(resources: string): Promise<void> {
  const sources = mkdtempSync(join(tmpdir(), 'interlock-default-app-'))
  writeFileSync(join(sources, 'main.js'), '')
  mkdirSync(resources, { recursive: true })
  await createPackage(sources, join(resources, 'default_app.asar'))
  rmSync(sources, { recursive: true })
}

function macApp(folder: string): void {
  const contents = join(folder, 'Electron.app', 'Contents')
  const frameworks = join(contents, 'Frameworks')
  const framework = join(frameworks, 'Electron Framework.framework')
  put(join(contents, 'Info.plist'), plist('Electron'))
  put(join(contents, 'MacOS', 'Electron'), 'stub', 0o755)
  put(join(contents, 'Resources', 'electron.icns'), '')
  for (const language of ['en', 'de']) {
    put(join(contents, 'Resources', `${language}.lproj`, '.keep'), '')
    put(join(framework, 'Versions', 'A', 'Resources', `${language}.lproj`, 'locale.pak'), language)
  }
  put(join(framework, 'Versions', 'A', 'Electron Framework'), binary(), 0o755)
  symlinkSync('A', join(framework, 'Versions', 'Current'))
  symlinkSync('Versions/Current/Electron Framework', join(framework, 'Electron Framework'))
  symlinkSync('Versions/Current/Resources', join(framework, 'Resources'))
  for (const kind of ['', ' (Renderer)', ' (GPU)', ' (Plugin)']) {
    const name = `Electron Helper${kind}`
    put(join(frameworks, `${name}.app`, 'Contents', 'Info.plist'), plist(name))
    put(join(frameworks, `${name}.app`, 'Contents', 'MacOS', name), 'stub', 0o755)
  }
}

function plist(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleIconFile</key><string>electron.icns</string>
<key>CFBundleName</key><string>${name}</string>
</dict></plist>
`
}

function put(path: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  chmodSync(path, mode)
}
