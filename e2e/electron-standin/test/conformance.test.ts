import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDeclarations } from './declarations.ts'

interface Members {
  readonly statics: string[]
  readonly instance: string[]
  readonly isClass: boolean
}

const root = join(import.meta.dirname, '..', '..', '..')
const types = createRequire(import.meta.url).resolve('electron/electron.d.ts')
const electron = readDeclarations(readFileSync(types, 'utf8'))
const surface = JSON.parse(
  execFileSync(process.execPath, [join(import.meta.dirname, 'surface.ts')], { encoding: 'utf8' }),
) as { named: Record<string, Members>; given: Record<string, Members> }

/** Members that Electron's types do not have. */
function unknownOf(type: string | undefined, { statics, instance }: Omit<Members, 'isClass'>): string[] {
  const declared = type === undefined ? undefined : electron.declared(type)
  if (type === undefined || declared === undefined) return ['the name itself']
  return [
    ...statics.filter((name) => !declared.statics.has(name)).map((name) => `static ${name}`),
    ...instance.filter((name) => !declared.instance.has(name)),
  ]
}

/** An object here where Electron has a class: what it has are that class's own. */
function asDeclared(name: string, members: Members): Omit<Members, 'isClass'> {
  return electron.isClass(name) && !members.isClass ? { statics: members.instance, instance: [] } : members
}

/** Each file of the shell with what it imports from Electron, types aside. */
function importsOfShell(): { file: string; text: string; names: string[] }[] {
  const folder = join(root, 'src-main', 'desktop')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
    .map(({ file, text }) => {
      const lists = [...text.matchAll(/^import \{([^}]*)\} from 'electron'/gm)].map(([, list = '']) => list)
      const names = lists
        .join()
        .split(',')
        .map((name) => name.trim())
      return { file, text, names: names.filter((name) => name !== '' && !name.startsWith('type ')) }
    })
}

/** Code without its comments and texts, which may name files such as `app.asar`. */
const withoutWords = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, '')

describe('the stand-in', () => {
  it('has no name and no member that Electron lacks', () => {
    const named = Object.entries(surface.named).map(([name, members]) => [
      name,
      unknownOf(electron.typeOf(name), asDeclared(name, members)),
    ])
    const given = Object.entries(surface.given).map(([type, members]) => [type, unknownOf(type, members)])
    expect([...named, ...given].filter(([, unknown]) => unknown?.length !== 0)).toEqual([])
  })

  it('is read in full: the check above sees members of every kind', () => {
    expect(surface.named['app']?.instance).toEqual(
      expect.arrayContaining(['quit', 'name', 'commandLine', 'isPackaged']),
    )
    expect(surface.named['BrowserWindow']?.instance).toEqual(expect.arrayContaining(['close', 'getBounds']))
    expect(surface.named['BrowserWindow']?.statics).toContain('getAllWindows')
    expect(surface.given['Session']?.instance).toContain('setPermissionRequestHandler')
    expect(surface.given['UtilityProcess']?.instance).toContain('kill')
    expect(unknownOf('App', { statics: ['summon'], instance: ['quit', 'obey'] })).toEqual(['static summon', 'obey'])
    expect(unknownOf(undefined, { statics: [], instance: [] })).toEqual(['the name itself'])
  })

  it('has every name that our shell imports, and what it takes from them', () => {
    const lacking = importsOfShell()
      .filter(({ file }) => !file.startsWith('preload'))
      .flatMap(({ file, text, names }) =>
        names.flatMap((name) => {
          const members = surface.named[name]
          if (members === undefined) return [`${file}: ${name}`]
          const known = new Set([...members.statics, ...members.instance, 'on', 'once', 'off', 'prototype'])
          const used = [...withoutWords(text).matchAll(new RegExp(String.raw`(?<![.\w])${name}\??\.(\w+)`, 'g'))].map(
            ([, used = '']) => used,
          )
          return used.filter((member) => !known.has(member)).map((member) => `${file}: ${name}.${member}`)
        }),
      )
    expect(lacking).toEqual([])
  })

  it('gives a preload what a sandbox does, which is all that ours asks for', () => {
    const asked = importsOfShell()
      .filter(({ file }) => file.startsWith('preload'))
      .flatMap(({ names }) => names)
    expect(asked).toEqual(['ipcRenderer'])
    const declared = electron.declared('IpcRenderer')?.instance ?? new Set()
    expect(['on', 'off', 'send', 'postMessage'].filter((name) => !declared.has(name))).toEqual([])
  })
})
