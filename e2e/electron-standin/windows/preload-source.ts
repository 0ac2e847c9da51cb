import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { Script } from 'node:vm'
import { noteError } from '../base/witness.ts'
import { type PreloadConfig, preloadWorld } from '../page/preload-world.ts'
import { createCodec } from '../wire/codec.ts'

/** Names shared with the page's side. `WORLD` is what the isolated world is called in Electron. */
export const WORLD = 'Electron Isolated Context'
export const BINDING = '__standin_say'
export const OPENING = '__standin_open'
export const RECEIVER = '__standin_take'

const FACTS = {
  type: 'renderer',
  sandboxed: true,
  contextIsolated: true,
  platform: process.platform,
  arch: process.arch,
  versions: { ...process.versions },
  env: {},
}

/** The script of the isolated world, with the preload in it as text: no evaluation, so the page's policy cannot interfere. */
export function preloadSource(path: string | undefined): string {
  const { code, error } = read(path)
  const config: PreloadConfig = { binding: BINDING, receiver: RECEIVER, path, error, process: FACTS }
  const preload = code === undefined ? 'null' : `function (require, process, exports, module) {${code}\n}`
  return `(${preloadWorld.toString()})(${JSON.stringify(config)}, ${createCodec.toString()}, ${preload})`
}

function read(path: string | undefined): { code?: string; error?: string } {
  if (path === undefined) return {}
  if (!isAbsolute(path)) {
    noteError(`preload script must have absolute path: ${path}`)
    return {}
  }
  try {
    const code = readFileSync(path, 'utf8')
    // A sandboxed preload is a plain script: `import` is a syntax error in it.
    void new Script(`(function () {${code}\n})`)
    return { code }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
