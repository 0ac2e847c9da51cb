/** The systems Interlock is packaged for, as electron-builder, Node and Electron name them. */
export const SYSTEMS = {
  linux: { platform: 'linux', unpacked: 'linux-unpacked', resources: 'resources', program: 'interlock' },
  mac: {
    platform: 'darwin',
    unpacked: 'mac',
    resources: 'Interlock.app/Contents/Resources',
    program: 'Interlock.app',
  },
  win: { platform: 'win32', unpacked: 'win-unpacked', resources: 'resources', program: 'Interlock.exe' },
} as const

export type System = keyof typeof SYSTEMS

export const ARCHITECTURES = ['x64', 'arm64'] as const
export type Architecture = (typeof ARCHITECTURES)[number]

/** The system this runs on. */
export function thisSystem(): System {
  for (const system of ['linux', 'mac', 'win'] as const)
    if (SYSTEMS[system].platform === process.platform) return system
  throw new Error(`Interlock is not packaged on ${process.platform}.`)
}

/** Folder a package is put together in, below the output folder. */
export function unpackedFolder(system: System, architecture: Architecture): string {
  const { unpacked } = SYSTEMS[system]
  if (architecture === 'x64') return unpacked
  return system === 'mac' ? 'mac-arm64' : unpacked.replace('-', '-arm64-')
}
