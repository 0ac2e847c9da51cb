import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asUser, findProgram } from './programs.ts'
import { freePort, type Service, startService } from './service.ts'

/** The user that Debian's package makes; Postgres refuses to run as root. */
const USER = 'postgres'

/** A Postgres with the settings it comes with: every commit is synced. */
export async function startPostgres(program: string, folder: string, env: NodeJS.ProcessEnv): Promise<Service> {
  const data = join(folder, 'postgres')
  mkdirSync(data, { recursive: true })
  if (process.getuid?.() === 0) {
    execFileSync('chown', [USER, data])
    // Its user must be able to reach it.
    chmodSync(folder, 0o755)
  }
  const [initdb = '', ...args] = asUser(USER, [join(dirname(program), 'initdb'), '-D', data, '-A', 'trust', '-U', USER])
  execFileSync(initdb, [...args, '--locale=C.UTF-8'], { cwd: data, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await freePort()
  const settings = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ]
  // SIGINT is its fast shutdown: it does not wait for clients.
  return startService(asUser(USER, [program, ...settings]), port, { env, cwd: data, signal: 'SIGINT' })
}

/** Makes an empty database. @returns how to connect to it */
export async function createDatabase(port: number, name: string): Promise<string> {
  const createdb = findProgram('createdb')
  if (createdb === undefined) throw new Error('The program createdb is missing.')
  const args = ['-h', '127.0.0.1', '-p', String(port), '-U', USER]
  execFileSync(createdb, [...args, name], { stdio: 'ignore' })
  return `postgres://${USER}@127.0.0.1:${port}/${name}`
}
