import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Arch, build, type Configuration, Platform } from 'electron-builder'
import { buildBundle, newFolder, root } from './bundle.ts'
import { type Architecture, ARCHITECTURES, SYSTEMS, type System, thisSystem } from './systems.ts'

const USAGE = `npm run package -- [options]

  --system <name>         linux, mac or win; this one otherwise
  --arch <name>           x64 or arm64; this one otherwise
  --dir                   Put it together in a folder and make no installer
  --target <name>         Only this one: AppImage, deb, rpm, dmg, zip, nsis, portable; can be repeated
  --output <folder>       release/ otherwise, release/tested/ for the tested build
  --bundle <folder>       What \`node vite.build.ts --into\` wrote; built anew otherwise
  --electron-dist <path>  Electron unpacked, or its archive; downloaded otherwise
  --signed                Fail where something cannot be signed
  --linux-package <file>  Make no deb, but write here what fpm would be told, and what it would be given to read, as JSON

INTERLOCK_BUILD=tested makes the build that tests can look into. It is never published.`

/** What `--linux-package` writes. */
export interface LinuxPackage {
  readonly fpm: readonly string[]
  readonly afterInstall: string
  readonly afterRemove: string
  readonly desktopEntry: string
  readonly mimeTypes: string
}

const ONLY_ON_WINDOWS = ['koffi', '@koromix']

interface Wanted {
  readonly system: System
  readonly architecture: Architecture
  readonly targets: readonly string[]
  readonly output: string
  readonly bundle: string
  readonly electronDist: string | undefined
  readonly tested: boolean
  readonly signed: boolean
  /** Called with what fpm would be told, instead of fpm. */
  readonly onLinuxPackage: ((fpm: string[]) => void) | undefined
}

/** Packages a bundle with electron-builder.yml. */
async function pack(wanted: Wanted): Promise<void> {
  const { platform: nodePlatform } = SYSTEMS[wanted.system]
  const bundle = relative(root, join(wanted.bundle, 'dist'))
  // Its patterns (what is unpacked) reach no file outside.
  if (bundle.startsWith('..') || isAbsolute(bundle)) throw new Error(`The bundle has to lie in ${root}.`)
  Object.assign(process.env, {
    INTERLOCK_BUNDLE: bundle,
    INTERLOCK_PLATFORM: nodePlatform,
    INTERLOCK_LOADED_ELSEWHERE: nodePlatform === 'win32' ? 'nothing' : ONLY_ON_WINDOWS.join(','),
  })
  const platform = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS }[wanted.system]
  const config: Configuration = {
    extends: join(root, 'electron-builder.yml'),
    directories: { output: wanted.output },
    ...(wanted.electronDist === undefined ? {} : { electronDist: wanted.electronDist }),
    forceCodeSigning: wanted.signed,
    // Put over what the file says: these and no other.
    electronFuses: {
      ...(wanted.tested ? { enableNodeCliInspectArguments: true } : {}),
      // Setting fuses breaks the signature Electron comes with, without which macOS on ARM starts nothing.
      ...(process.platform === 'darwin' && wanted.electronDist === undefined
        ? { resetAdHocDarwinSignature: true }
        : {}),
    },
  }
  const told = wanted.onLinuxPackage
  await build({
    projectDir: root,
    config,
    publish: 'never',
    targets: platform.createTarget([...wanted.targets], Arch[wanted.architecture]),
    ...(told === undefined
      ? {}
      : {
          effectiveOptionComputed: async ([fpm]: [string[]]) => {
            told(fpm)
            return true
          },
        }),
  })
}

const { values } = parseArgs({
  options: {
    system: { type: 'string' },
    arch: { type: 'string', default: process.arch },
    dir: { type: 'boolean', default: false },
    target: { type: 'string', multiple: true },
    output: { type: 'string' },
    bundle: { type: 'string' },
    'electron-dist': { type: 'string' },
    signed: { type: 'boolean', default: false },
    'linux-package': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(USAGE)
else {
  const tested = process.env['INTERLOCK_BUILD'] === 'tested'
  const system = oneOf(Object.keys(SYSTEMS) as System[], values.system ?? thisSystem(), 'system')
  const explained = values['linux-package']
  const own = values.bundle === undefined ? newFolder('bundle') : undefined
  try {
    await pack({
      system,
      architecture: oneOf(ARCHITECTURES, values.arch, 'arch'),
      targets: values.dir ? ['dir'] : explained === undefined ? (values.target ?? []) : ['deb'],
      output: resolve(values.output ?? join(root, 'release', tested ? 'tested' : '')),
      bundle: own === undefined ? resolve(values.bundle ?? '') : buildBundle(own),
      electronDist: values['electron-dist'],
      tested,
      signed: values.signed,
      onLinuxPackage: explained === undefined ? undefined : (fpm) => writeFileSync(explained, explanationOf(fpm)),
    })
  } finally {
    if (own !== undefined) rmSync(own, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** With the files that electron-builder makes for it, which it takes away again. */
function explanationOf(fpm: string[]): string {
  const after = (option: string) => readFileSync(fpm[fpm.indexOf(option) + 1] ?? '', 'utf8')
  const going = (target: RegExp) => {
    const [source = ''] = fpm.find((argument) => target.test(argument))?.split('=') ?? []
    return readFileSync(source, 'utf8')
  }
  const told: LinuxPackage = {
    fpm,
    afterInstall: after('--after-install'),
    afterRemove: after('--after-remove'),
    desktopEntry: going(/=.*\.desktop$/),
    mimeTypes: going(/=\/usr\/share\/mime\/packages\//),
  }
  return JSON.stringify(told, undefined, 2)
}

function oneOf<Name extends string>(names: readonly Name[], given: string, option: string): Name {
  const found = names.find((name) => name === given)
  if (found === undefined) throw new Error(`--${option} ${given}: choose from ${names.join(', ')}.`)
  return found
}
