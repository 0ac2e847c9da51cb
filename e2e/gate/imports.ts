import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** One import of ours by ours; both ends relative to the project's root, with `/`. */
export interface Import {
  from: string
  to: string
}

const SOURCE_FOLDERS = ['schemas', 'src-main', 'src-worker', 'src-renderer', 'e2e']
const SOURCE_FILE = /\.(ts|tsx|mjs)$/

/** `from '…'`, `import '…'`, `import('…')`: all the ways one module names another in this code base. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g

/** Every import between source files, doors resolved as package.json says. */
export function importsOf(root: string): Import[] {
  const packageJson: { imports: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return SOURCE_FOLDERS.flatMap((folder) => sourceFiles(join(root, folder))).flatMap((file) => {
    const from = slashed(relative(root, file))
    return [...readFileSync(file, 'utf8').matchAll(SPECIFIER)].flatMap(([, specifier]) => {
      if (specifier?.startsWith('#')) {
        const door = packageJson.imports[specifier]
        return door ? [{ from, to: door.replace('./', '') }] : []
      }
      return specifier?.startsWith('.') ? [{ from, to: slashed(join(dirname(from), specifier)) }] : []
    })
  })
}

/**
 * Circles among sibling folders, at every level: each as the folders it leads through, e.g.
 * `src-main/core/record → src-main/core/work → src-main/core/record`.
 */
export function circlesAmongFolders(imports: Import[]): string[] {
  const arrows = new Map<string, Set<string>>()
  for (const { from, to } of imports) {
    const [a, b] = whereTheyPart(from, to)
    if (a === undefined || b === undefined) continue
    arrows.set(a, (arrows.get(a) ?? new Set()).add(b))
  }
  return [...arrows.keys()].flatMap((start) => {
    const circle = pathBack(start, arrows)
    return circle ? [circle.join(' → ')] : []
  })
}

/** The two sibling folders that hold the files, or nothing where one of the files lies directly in their parent. */
function whereTheyPart(from: string, to: string): [string?, string?] {
  const a = from.split('/').slice(0, -1)
  const b = to.split('/').slice(0, -1)
  const at = a.findIndex((name, index) => name !== b[index])
  if (at === -1 || b.length <= at) return []
  return [a.slice(0, at + 1).join('/'), b.slice(0, at + 1).join('/')]
}

function pathBack(start: string, arrows: Map<string, Set<string>>): string[] | undefined {
  const seen = new Set<string>()
  const paths = [[start]]
  for (const path of paths) {
    for (const next of arrows.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, start]
      if (!seen.has(next)) paths.push([...path, next])
      seen.add(next)
    }
  }
  return undefined
}

function sourceFiles(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE_FILE.test(entry.name))
      // The peers of the benchmarks bring their packages with them.
      .filter((entry) => !entry.parentPath.split(sep).includes('node_modules'))
      .map((entry) => join(entry.parentPath, entry.name))
  )
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
