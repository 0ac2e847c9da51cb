import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type Confinement,
  DEFAULT_CONFINEMENT,
  type Exit,
  launch,
  type LaunchSpec,
  type LaunchSupport,
  openRoot,
  type Root,
} from '#confine'

/** How an attack runs: as a job's command does, or with the guard taken away that is meant to stop it. */
export type Guard = 'guarded' | 'unguarded'

/** No sandbox, no namespaces, no limits: what a job could do if Interlock only started its commands. */
const NOTHING: LaunchSupport = { kind: 'plain', reason: 'the guard is removed' }

export interface AttackOptions extends Partial<
  Pick<
    LaunchSpec,
    'timeoutMs' | 'onOutput' | 'signal' | 'alterSandbox' | 'cwd' | 'names' | 'onRefusedHost' | 'unwatched'
  >
> {
  readonly confinement?: Partial<Confinement>
  readonly limits?: Partial<Confinement['limits']>
  readonly env?: Readonly<Record<string, string>>
  readonly guard?: Guard
  readonly support?: LaunchSupport
}

export interface Attempt extends Exit {
  readonly out: string
  readonly err: string
}

export type AttackBed = ReturnType<typeof makeAttackBed>

/** A workspace with a secret beside it, and ways to run a hostile command there. */
export function makeAttackBed() {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-attack-')))
  const [workspace, outside] = [join(top, 'workspace'), join(top, 'outside')]
  mkdirSync(workspace)
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.txt'), 'SECRET')
  const root: Root = openRoot(workspace)

  function spec(argv: readonly string[], options: AttackOptions): LaunchSpec {
    const { confinement, limits, env, guard = 'guarded', support, ...rest } = options
    const usual = { ...DEFAULT_CONFINEMENT, ...confinement }
    const unbounded = { memoryBytes: 2 ** 40, processes: 2 ** 20, fileBytes: 2 ** 50, diskBytes: 2 ** 50 }
    return {
      argv,
      cwd: { root, path: '.' },
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', ...env },
      timeoutMs: 20_000,
      onOutput: () => undefined,
      stdin: 'ignore',
      confinement: {
        ...usual,
        limits: { ...(guard === 'unguarded' ? unbounded : usual.limits), ...(guard === 'unguarded' ? {} : limits) },
      },
      ...(guard === 'unguarded' ? { support: NOTHING } : {}),
      ...(support === undefined ? {} : { support }),
      ...rest,
    }
  }

  return {
    root,
    workspace,
    outside,
    secret: join(outside, 'secret.txt'),
    write(path: string, text: string): string {
      const full = join(workspace, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, text)
      return full
    },
    start: (argv: readonly string[], options: AttackOptions = {}) => launch(spec(argv, options)),
    async run(argv: readonly string[], options: AttackOptions = {}): Promise<Attempt> {
      const said = { stdout: '', stderr: '' }
      const started = await launch(
        spec(argv, { onOutput: (stream, bytes) => void (said[stream] += bytes.toString('utf8')), ...options }),
      )
      return { ...(await started.exited), out: said.stdout, err: said.stderr }
    },
    /** A line for the shell. */
    sh(script: string, options: AttackOptions = {}): Promise<Attempt> {
      return this.run(['sh', '-c', script], options)
    },
    remove(): void {
      root.close()
      rmSync(top, { recursive: true, force: true })
    },
  }
}
