import { describe, expect, it } from 'vitest'
import { buildEnvironment } from './environment.ts'

const from = {
  PATH: '/usr/bin:.:bin:/bin',
  HOME: '/home/me',
  LANG: 'de_DE.UTF-8',
  TZ: 'Europe/Berlin',
  EDITION: 'two',
  NODE_OPTIONS: '--require=./x',
  LD_PRELOAD: './evil.so',
  GIT_SSH_COMMAND: 'touch x',
  BASH_ENV: './x',
  npm_config_script_shell: './x',
  PYTHONSTARTUP: './x',
  https_proxy: 'http://127.0.0.1:1',
  SSH_AUTH_SOCK: '/tmp/agent',
  GITHUB_TOKEN: 'ghp_x',
  AWS_ACCESS_KEY_ID: 'AKIA',
  DB_PASSWORD: 'hunter2',
  STORE: 'postgres://me:hunter2@db/x',
  HOMEPAGE: 'https://example.org/a:b@c',
  MULTI: 'a\nb',
}
const scratch = '/tmp/scratch'

describe('the environment of a job', () => {
  it('is built up from nothing', () => {
    expect(buildEnvironment({ from, allow: [], scratch }).env).toEqual({
      PATH: '/usr/bin:/bin',
      HOME: scratch,
      TMPDIR: scratch,
      LANG: 'de_DE.UTF-8',
      TERM: 'dumb',
      CI: '1',
      TZ: 'Europe/Berlin',
    })
  })

  it('has a PATH and a language even when the worker has none', () => {
    expect(buildEnvironment({ from: { PATH: '.:bin' }, allow: [], scratch }).env).toMatchObject({
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
    })
  })

  it('takes in what is asked for, and says what it left out and why', () => {
    const allow = [...Object.keys(from), 'NOPE', 'A-B', '__proto__', 'constructor', '']
    const { env, dropped } = buildEnvironment({ from, allow, scratch })
    expect(env).toMatchObject({
      EDITION: 'two',
      HOMEPAGE: 'https://example.org/a:b@c',
      PATH: '/usr/bin:/bin',
      HOME: scratch,
    })
    expect(Object.fromEntries(dropped.map(({ name, reason }) => [name, reason]))).toEqual(
      Object.fromEntries([
        ['PATH', 'fixed'],
        ['HOME', 'fixed'],
        ['LANG', 'fixed'],
        ['TZ', 'fixed'],
        ['NODE_OPTIONS', 'denied'],
        ['LD_PRELOAD', 'denied'],
        ['GIT_SSH_COMMAND', 'denied'],
        ['BASH_ENV', 'denied'],
        ['npm_config_script_shell', 'denied'],
        ['PYTHONSTARTUP', 'denied'],
        ['https_proxy', 'denied'],
        ['SSH_AUTH_SOCK', 'denied'],
        ['GITHUB_TOKEN', 'needs_grant'],
        ['AWS_ACCESS_KEY_ID', 'needs_grant'],
        ['DB_PASSWORD', 'needs_grant'],
        ['STORE', 'needs_grant'],
        ['MULTI', 'bad_value'],
        ['NOPE', 'not_set'],
        ['A-B', 'bad_name'],
        ['__proto__', 'bad_name'],
        ['constructor', 'not_set'],
        ['', 'bad_name'],
      ]),
    )
  })

  it('takes granted values by name, within the rules for names and values', () => {
    const grants = { GITHUB_TOKEN: 'granted', PYTHONPATH: 'src', PATH: '/evil', 'B-AD': 'x', LINES: 'a\nb' }
    const { env, dropped } = buildEnvironment({ from, allow: ['GITHUB_TOKEN'], scratch, grants })
    expect(env).toMatchObject({ GITHUB_TOKEN: 'granted', PYTHONPATH: 'src', PATH: '/usr/bin:/bin' })
    expect(dropped).toEqual([
      { name: 'PATH', reason: 'fixed' },
      { name: 'B-AD', reason: 'bad_name' },
      { name: 'LINES', reason: 'bad_value' },
    ])
  })

  it('in dali mode is PATH and every allowed name that exists, but no secret', () => {
    const allow = ['LD_PRELOAD', 'GITHUB_TOKEN', 'STORE', 'MULTI', 'NOPE']
    expect(buildEnvironment({ from, allow, scratch, compat: 'dali' })).toEqual({
      env: { PATH: from.PATH, LD_PRELOAD: './evil.so', MULTI: 'a\nb' },
      dropped: [
        { name: 'GITHUB_TOKEN', reason: 'needs_grant' },
        { name: 'STORE', reason: 'needs_grant' },
        { name: 'NOPE', reason: 'not_set' },
      ],
    })
  })
})
