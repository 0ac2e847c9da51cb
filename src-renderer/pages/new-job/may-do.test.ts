import { describe, expect, it } from 'vitest'
import { type JobSpec, jobSpecSchema } from '#schemas'
import { newDraft } from './draft.ts'
import { mayDo } from '../../facts/index.ts'

function aSpec(over: object = {}, payload: object = {}): JobSpec {
  const draft = newDraft('test_runner_task', 'demo')
  return jobSpecSchema.parse({ ...draft, ...over, payload: { ...Object(draft['payload']), ...payload } })
}

describe('what a job may do', () => {
  it('is said in sentences, allowed and not', () => {
    const { will, willNot, limits, cautions } = mayDo(aSpec())
    expect(will).toEqual(['Start 1 command, each for at most 2 min.'])
    expect(willNot).toEqual(['Use the network.', 'Call any tool but subprocess.run_argv.'])
    expect(limits).toEqual(['5 min in all', '10 tool calls', '1 MiB of output', '3 attempts'])
    expect(cautions).toEqual([])
  })

  it('names what it may do beyond its type', () => {
    const policy = { allow_network: true, allow_subprocess: true, allowed_tools: ['fetch'] }
    const spec = jobSpecSchema.parse({ ...newDraft('doc_compactor_task', 'demo'), policy })
    expect(mayDo(spec).will.slice(2)).toEqual([
      'Start commands.',
      'Use the network.',
      'Call fetch besides workspace.read.',
    ])
    expect(mayDo(spec).willNot).toEqual([])
  })

  it('warns of what works against itself', () => {
    const policy = { allow_network: false, allow_subprocess: false, allowed_tools: [] }
    const budgets = { max_wall_time_sec: 10, max_tool_calls: 1, max_output_bytes: 1024, max_concurrency_slots: 1 }
    const { cautions } = mayDo(aSpec({ policy, budgets }, { commands: [['a'], ['']], parallel: true, timeout_sec: 60 }))
    expect(cautions).toEqual([
      'Command 2 names no program.',
      'The policy allows no commands, so every command will be refused. Allow commands to run it (--allow-subprocess).',
      '2 commands, but the budget ends after 1 tool call.',
      'A command may take 1 min, but the whole run ends after 10 s.',
      'In parallel, but the budget allows one tool call at a time.',
    ])
  })
})
