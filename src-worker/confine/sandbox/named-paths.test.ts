import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { launch } from '../launch.ts'
import { bed, refusalOf, root, run, sh, spec, weaker, withLaunchBed } from '../launch-bed.ts'
import { DEFAULT_CONFINEMENT } from './confinement.ts'

withLaunchBed()

const only = (...paths: string[]) => ({ confinement: { ...DEFAULT_CONFINEMENT, paths } })

it('shows a command the named paths of its workspace and nothing else of it', async () => {
  bed.write('docs/a.md', 'inside')
  bed.write('src/deep/b.ts', 'inside too')
  bed.write('secret.txt', 'outside')
  bed.write('src/other.ts', 'outside')
  const script =
    'cat docs/a.md src/deep/b.ts; find . -type f | sort; cat secret.txt src/other.ts; echo new > docs/new; echo x > made'
  const { out, err } = await run(sh(script), only('docs', 'src/deep'))
  expect(out).toBe('insideinside too./docs/a.md\n./src/deep/b.ts\n')
  expect(err).toMatch(/secret\.txt: No such file.*src\/other\.ts: No such file/s)
  // Beside what is named there may be a folder to write to; it is forgotten with the command.
  expect(existsSync(join(bed.root, 'made'))).toBe(false)
  expect(root.readFile('docs/new', { limitBytes: 10 }).bytes.toString()).toBe('new\n')
})

it('starts nothing where a named path is not there, is a link, or where no sandbox can show parts', async () => {
  symlinkSync(bed.outside, join(bed.root, 'link'))
  bed.write('docs/a.md', '')
  expect(await refusalOf(launch(spec(['true'], only('gone'))))).toBe('not_found')
  expect(await refusalOf(launch(spec(['true'], only('link'))))).toBe('symlink')
  for (const kind of ['subreaper', 'pdeathsig', 'plain'] as const)
    expect(await refusalOf(launch(spec(['true'], { ...only('docs'), support: weaker(kind) })))).toBe('start_failed')
})

it('gives a program that is asked one thing after the other its questions', async () => {
  for (const more of [{}, { support: weaker('subreaper') }, { support: weaker('plain') }]) {
    let out = ''
    const child = await launch(
      spec(['sed', '-u', 's/^/asked /'], {
        stdin: 'pipe',
        onOutput: (_, bytes) => void (out += bytes.toString()),
        ...more,
      }),
    )
    child.stdin?.write('one\n')
    await expect.poll(() => out).toBe('asked one\n')
    child.stdin?.end('two\n')
    expect(await child.exited).toMatchObject({ exitCode: 0 })
    expect(out).toBe('asked one\nasked two\n')
    child.stdin?.write('after its end')
  }
})
