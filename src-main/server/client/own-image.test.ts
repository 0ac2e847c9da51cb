import { expect, it } from 'vitest'
import { ownImage } from './own-image.ts'

const LINUX = { platform: 'linux', execPath: '/tmp/.mount_abc/interlock' } as const
const WINDOWS = { platform: 'win32', execPath: String.raw`C:\Temp\x\Interlock.exe` } as const

it('is the file that the running program was unpacked from', () => {
  const env = { APPIMAGE: '/home/a/Interlock.AppImage', APPDIR: '/tmp/.mount_abc' }
  expect(ownImage(env, LINUX)).toBe(env.APPIMAGE)
  const portable = { PORTABLE_EXECUTABLE_FILE: String.raw`D:\Interlock-portable.exe` }
  expect(ownImage({ ...portable, PORTABLE_EXECUTABLE_APP_FILENAME: 'interlock' }, WINDOWS)).toBe(
    portable.PORTABLE_EXECUTABLE_FILE,
  )
})

it('is never that of a program which merely started us', () => {
  const terminal = { APPIMAGE: '/home/a/Terminal.AppImage', APPDIR: '/tmp/.mount_term' }
  expect(ownImage(terminal, { platform: 'linux', execPath: '/opt/Interlock/interlock' })).toBeUndefined()
  expect(ownImage({ ...terminal, APPDIR: '/tmp/.mount_a' }, LINUX)).toBeUndefined()
  expect(ownImage({ APPIMAGE: terminal.APPIMAGE }, LINUX)).toBeUndefined()
  expect(ownImage({ ...terminal, APPIMAGE: 'Terminal.AppImage', APPDIR: '/tmp/.mount_abc' }, LINUX)).toBeUndefined()
  const editor = { PORTABLE_EXECUTABLE_FILE: String.raw`D:\Editor.exe`, PORTABLE_EXECUTABLE_APP_FILENAME: 'editor' }
  expect(ownImage(editor, WINDOWS)).toBeUndefined()
  expect(ownImage(terminal, { ...LINUX, platform: 'darwin' })).toBeUndefined()
})
