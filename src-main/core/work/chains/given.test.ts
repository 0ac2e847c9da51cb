import { describe, expect, it } from 'vitest'
import { aChain } from './test-bed.ts'

const shell = (argv: string[]) => ({
  type: 'shell_task' as const,
  payload: { steps: [{ argv }] },
  budgets: { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 },
  policy: { allow_network: false, allow_subprocess: true, allowed_tools: [] },
})

describe('what a child is given', () => {
  it('is what its job asks for, from all that the parent left behind', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('next', [{ parent: 'first' }], {
      job: {
        ...shell([
          'report',
          'of ${parent.job.id} ${parent.state}',
          '${parent.exit_code}',
          '${parent.stdout_tail}',
          '${parents[0].result.rows}',
          '${firing.kind}',
        ]),
        meta: { note: 'x' },
      },
      fill: [
        { into: 'meta.rows', from: 'parent.result.rows' },
        { into: 'meta.none', from: 'parent.result.none', default: null },
      ],
    })
    bed.chains.begin()
    const { job } = await bed.runNow('first')
    await bed.end({ stdout: `${'x'.repeat(10_000)}last; $(touch y)\n`, result: { exit_code: 0, rows: 12 } })
    await bed.follow()
    expect(bed.told()).toEqual(['first→next fired'])
    const spec = bed.jobs.spec(bed.jobs.find(bed.jobsOf('next')[0] ?? ''))
    const argv = spec?.type === 'shell_task' ? spec.payload.steps[0]?.argv : []
    expect(argv).toEqual([
      'report',
      `of ${job} succeeded`,
      '0',
      expect.stringMatching(/^x{4079}last; \$\(touch y\)\n$/),
      '12',
      'chain',
    ])
    expect(spec?.meta).toEqual({ note: 'x', rows: 12, none: null })
  })

  it.each([
    ['value_missing', '${parent.result.gone}', {}],
    ['value_not_single', '${parent.result.list}', { list: ['a'] }],
    ['value_is_option', '${parent.result.branch}', { branch: '--upload-pack=x' }],
    ['value_too_large', '${parent.result.text}', { text: 'x'.repeat(40_000) }],
    ['values_too_large', '${parent.result.text}', { text: 'x'.repeat(300_000) }],
  ])('is refused with its reason: %s', async (code, argument, result) => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('next', [{ parent: 'first' }], { job: shell(['git', 'fetch', argument]) })
    bed.chains.begin()
    await bed.runNow('first')
    await bed.end({ result })
    await bed.follow()
    expect(bed.told()).toEqual([`first→next refused ${code}`])
    expect(bed.schedules.get('next').last).toEqual([])
    expect(bed.chains.decisions({ schedule: 'next', limit: 1 }).items[0]?.message).not.toBe('')
  })

  it('never chooses a program; such a schedule cannot be saved', async () => {
    const bed = await aChain()
    await bed.link('first')
    await expect(
      bed.link('next', [{ parent: 'first' }], { job: shell(['sh', '-c', 'echo ${parent.stdout_tail}']) }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
