import { describe, expect, it } from 'vitest'
import { isInterlockError } from './errors/index.ts'
import { parseJob } from './parse-job.ts'

function enqueued(env: Record<string, string>) {
  const budgets = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 }
  const policy = { allow_network: false, allow_subprocess: true, allowed_tools: [] }
  const payload = { steps: [{ argv: ['env'] }], env }
  try {
    return parseJob({ type: 'shell_task', payload, budgets, policy })
  } catch (error) {
    return isInterlockError(error, 'invalid_input') ? error.data.problems.map(({ problem }) => problem) : error
  }
}

describe('variables that a job gives its commands', () => {
  it('are values in plain sight', () => {
    expect(enqueued({ EDITION: 'a b; $(c)', _x: '', TZ: 'UTC', LANG: 'C' })).toMatchObject({ type: 'shell_task' })
  })

  it.each([
    [
      'changes what programs load or run',
      ['LD_PRELOAD', 'ld_library_path', 'DYLD_INSERT_LIBRARIES', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE'],
    ],
    [
      'changes what programs load or run',
      ['PYTHONPATH', 'GIT_SSH_COMMAND', 'BASH_ENV', 'BASH_FUNC_ls', 'IFS', 'PAGER'],
    ],
    ['changes what programs load or run', ['https_proxy', 'SSH_AUTH_SOCK', 'DOCKER_HOST', 'npm_config_script_shell']],
    ['a variable that Interlock sets itself', ['PATH', 'Path', 'HOME', 'TMPDIR', 'USERPROFILE', 'PATHEXT']],
    ['looks like a secret', ['API_TOKEN', 'DB_PASSWORD', 'AWS_REGION', 'SESSION_KEY']],
    ['the name of a variable', ['', 'A B', 'A=B', '1A', 'É', 'A\nB']],
  ])('are refused where the name %s', (why, names) => {
    for (const name of names) expect([name, enqueued({ [name]: 'x' })]).toEqual([name, [expect.stringContaining(why)]])
  })

  it('are refused where the value is a secret, or more than one line', () => {
    expect(enqueued({ STORE: 'postgres://me:hunter2@db/x' })).toEqual([expect.stringContaining('looks like a secret')])
    for (const value of ['a\nLD_PRELOAD=x', 'a\rb'])
      expect(enqueued({ NOTE: value })).toEqual([expect.stringContaining('must be one line')])
    expect(enqueued({ NOTE: 'a\0b' })).toEqual([expect.stringContaining('NUL'), expect.anything()])
  })

  it('are no way to an object’s prototype', () => {
    expect(enqueued(JSON.parse('{"__proto__": "x"}'))).toEqual([expect.stringContaining('__proto__')])
    expect(enqueued(JSON.parse('{"constructor": "x"}'))).toEqual([expect.stringContaining('constructor')])
  })

  it('say nothing of the values in what is refused', () => {
    expect(JSON.stringify(enqueued({ API_TOKEN: 'hunter2' }))).not.toContain('hunter2')
  })
})
