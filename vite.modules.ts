import { relative } from 'node:path'
import type { Plugin } from 'vite'

/** Which files of packages a build put into its output, told by the builds themselves: what is bundled is a devDependency. */
export function bundledModules(root: string): { plugin: Plugin; list: () => string[] } {
  const found = new Set<string>()

  function take(id: string): void {
    const path = id.replace(/^\0+/, '').replace(/\?.*$/, '')
    if (path.includes('/node_modules/')) found.add(relative(root, path))
  }

  const plugin: Plugin = {
    name: 'bundled-modules',
    // Behind those that take styles out of the chunks.
    enforce: 'pre',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle))
        if (output.type === 'chunk')
          for (const [id, { renderedLength }] of Object.entries(output.modules)) if (renderedLength > 0) take(id)
      for (const id of this.getModuleIds()) if (/\.css(\?|$)/.test(id)) take(id)
    },
  }
  return { plugin, list: () => [...found].toSorted() }
}
