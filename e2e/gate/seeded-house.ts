import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const CONFIGURATION = ['package.json', 'oxlint.config.ts', 'tsconfig*.json', '{schemas,src-*,e2e}/**/tsconfig.json']

/** Nobody enters these, but a project without a file is a mistake. */
const WITHOUT_DOOR = ['src-main/desktop', 'src-main/desktop/preload']

/** A copy of the house with real configuration and nearly empty rooms, to put faults in. */
export function createSeededHouse(root: string) {
  const house = mkdtempSync(join(tmpdir(), 'interlock-house-'))
  for (const file of globSync(CONFIGURATION, { cwd: root })) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    cpSync(join(root, file), join(house, file))
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'), 'dir')
  const { imports }: { imports: Record<string, string> } = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8'))
  for (const door of Object.values(imports)) write(door, `export const here = '${door}'\n`)

  for (const room of WITHOUT_DOOR) write(`${room}/here.ts`, `export const here = '${room}'\n`)

  function write(file: string, text: string) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    writeFileSync(join(house, file), text)
  }

  function run(script: string, args: string[]) {
    const done = spawnSync(process.execPath, [join(house, 'node_modules', script), ...args], {
      cwd: house,
      encoding: 'utf8',
    })
    return { code: done.status, output: done.stdout + done.stderr }
  }

  return {
    write,
    remove: (file: string) => rmSync(join(house, file)),
    typecheck: () => run('typescript/bin/tsc', ['-b', '--pretty', 'false']),
    lint: () => run('oxlint/bin/oxlint', ['--format', 'unix']),
    dispose: () => rmSync(house, { recursive: true, force: true }),
  }
}
