import { describe, expect, it } from 'vitest'
import { aChain, type End } from './test-bed.ts'

const shell = (argv: string[]) => ({
  type: 'shell_task' as const,
  payload: { steps: [{ argv }] },
  budgets: { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 },
  policy: { allow_network: false, allow_subprocess: true, allowed_tools: [] },
})

/** Runs the first schedule with this end, and says what became of its links. */
async function after(end: End, ...links: Parameters<Awaited<ReturnType<typeof aChain>>['link']>[1][]) {
  const bed = await aChain()
  await bed.link('first')
  for (const [at, link] of links.entries()) await bed.link(`next ${at + 1}`, link)
  bed.chains.begin()
  await bed.runNow('first')
  await bed.end(end)
  await bed.follow()
  return { bed, told: bed.told() }
}

describe('a link of a chain', () => {
  it.each<[End, string[]]>([
    [{}, ['fired', 'not_met other_end', 'fired']],
    [{ state: 'failed', code: 'step_failed' }, ['not_met other_end', 'fired', 'fired']],
    [{ verdict: 'failed' }, ['not_met other_end', 'fired', 'fired']],
    [{ verdict: 'passed' }, ['fired', 'not_met other_end', 'fired']],
    [{ state: 'failed', code: 'proof_failed' }, Array.from({ length: 3 }, () => 'not_met not_let_in')],
    [{ state: 'failed', code: 'trust_denied' }, Array.from({ length: 3 }, () => 'not_met not_let_in')],
    [{ state: 'failed', code: 'approval_rejected' }, Array.from({ length: 3 }, () => 'not_met not_let_in')],
  ])('follows an end %j', async (end, decisions) => {
    const parent = 'first'
    const { told } = await after(end, [{ parent }], [{ parent, on: 'failure' }], [{ parent, on: 'complete' }])
    expect(told.map((each) => each.replace(/^first→next \d /, ''))).toEqual(decisions)
  })

  it('makes a job of its child, which says where it comes from', async () => {
    const { bed } = await after({}, [{ parent: 'first' }])
    const [job] = bed.jobsOf('next 1')
    const origin = bed.origins.of(bed.jobs.find(job ?? '').seq)
    expect(origin).toMatchObject({ kind: 'chain', schedule: bed.table.find('next 1').id })
    expect(bed.schedules.get('next 1').last[0]).toMatchObject({
      kind: 'chain',
      parent: { job: bed.jobsOf('first')[0] },
    })
  })

  it('waits as long as it is told to', async () => {
    const { bed } = await after({}, [{ parent: 'first', delay_s: 90 }])
    const states = () => bed.schedules.get('next 1').last.map(({ state, reason }) => `${state} ${reason?.code}`)
    expect(states()).toEqual(['waiting delayed'])
    await bed.pass(89_000)
    expect(states()).toEqual(['waiting delayed'])
    await bed.pass(1000)
    expect(states()).toEqual(['enqueued undefined'])
  })

  it('looks at the last attempt only', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('broken', [{ parent: 'first', on: 'failure' }])
    bed.chains.begin()
    await bed.runNow('first')
    const trouble: End = { state: 'failed', code: 'system_error', transient: true }
    await bed.end(trouble)
    await bed.follow()
    expect(bed.told()).toEqual([])
    for (let left = 2; left > 0; left -= 1) {
      bed.time.now += 600_000
      await bed.acts.promoteDue()
      await bed.end(trouble)
      await bed.follow()
    }
    expect(bed.told()).toEqual(['first→broken fired'])
  })

  it('lets nothing follow a job that was cancelled', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('next', [{ parent: 'first', on: 'complete' }])
    bed.chains.begin()
    const { job } = await bed.runNow('first')
    await bed.acts.cancel(job ?? '', 'test')
    await bed.follow()
    expect(bed.told()).toEqual(['first→next not_met cancelled'])
  })

  it('is decided once, by whoever is there after a crash', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('one', [{ parent: 'first' }])
    await bed.link('two', [{ parent: 'first' }])
    await bed.runNow('first')
    await bed.end()
    await bed.chains.close()
    expect(bed.told()).toEqual([])
    const next = bed.anotherChains()
    next.begin()
    await next.idle()
    await next.close()
    const last = bed.anotherChains()
    last.begin()
    await last.idle()
    expect(bed.told()).toEqual(['first→one fired', 'first→two fired'])
  })

  it('says so where the next schedule is off, and fires it no further', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('off', [{ parent: 'first' }])
    await bed.schedules.disable('off', 'test')
    bed.chains.begin()
    await bed.runNow('first')
    await bed.end()
    await bed.follow()
    expect(bed.told()).toEqual(['first→off refused firing_refused'])
    expect(bed.schedules.get('off').last.map(({ reason }) => reason?.code)).toEqual(['schedule_off'])
  })

  it('sets off as many schedules as its parent may', async () => {
    const bed = await aChain()
    await bed.link('first', [], { max_fanout: 2 })
    for (const name of ['a', 'b', 'c']) await bed.link(name, [{ parent: 'first' }])
    bed.chains.begin()
    await bed.runNow('first')
    await bed.end()
    await bed.follow()
    expect(bed.told().toSorted()).toEqual(['first→a fired', 'first→b fired', 'first→c refused firing_refused'])
  })
})

describe('a condition', () => {
  const met = async (stdout: string, condition: object, result?: unknown) => {
    const link = { parent: 'first', condition: { in: 'stdout', kind: 'contains', text: 'x', ...condition } as const }
    const { told } = await after({ stdout, ...(result !== undefined && { result }) }, [link])
    return told[0]?.replace('first→next 1 ', '')
  }

  it('looks for a text in all that was written, wherever it lies', async () => {
    const long = `${'x'.repeat(3_000_000)}needle`
    expect(await met(long, { text: 'needle' })).toBe('fired')
    expect(await met(`${'ab'.repeat(25_000)}c`, { text: 'abc' })).toBe('fired')
    expect(await met(long, { text: 'Needle' })).toBe('not_met condition_false')
    expect(await met('x', { text: 'note of Interlock' })).toBe('not_met condition_false')
    expect(await met('\u001b[31mre\u001b[0mady', { text: 'ready' })).toBe('fired')
    expect(await met('', { text: 'a' })).toBe('not_met condition_false')
  })

  it('holds a pattern against the whole, from its first character to its last', async () => {
    expect(await met(`begin ${'x'.repeat(10_000)} end`, { kind: 'regex', text: '^begin.*end$' })).toBe('fired')
    expect(await met('stdout: begin', { kind: 'regex', text: '^begin' })).toBe('not_met condition_false')
    expect(await met('a\nb\n', { kind: 'regex', text: '(?m)^b$' })).toBe('fired')
  })

  it('looks into the result', async () => {
    const result = { rows: 12, state: 'done' }
    expect(await met('', { in: 'result', text: '"state":"done"' }, result)).toBe('fired')
    expect(await met('', { in: 'result', kind: 'regex', text: '"rows":1\\d\\b' }, result)).toBe('fired')
    expect(await met('"state":"done"', { in: 'result', text: '"state":"done"' })).toBe('not_met condition_false')
  })

  it('is not held up by a pattern that others choke on', async () => {
    const begun = performance.now()
    expect(await met(`${'a'.repeat(100_000)}!`, { kind: 'regex', text: '(a+)+$' })).toBe('not_met condition_false')
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  it('is refused when it cannot be read', async () => {
    const bed = await aChain()
    await bed.link('first')
    const add = (text: string) =>
      bed.link('next', [{ parent: 'first', condition: { kind: 'regex', text, in: 'stdout' } }])
    await expect(add('(a')).rejects.toMatchObject({ code: 'pattern_unreadable' })
    await expect(add('(?<=a)b')).rejects.toMatchObject({ code: 'pattern_unreadable' })
    await expect(add('((a{1,50}){1,50}){1,50}')).rejects.toMatchObject({ code: 'pattern_unreadable' })
    await expect(add('(?:a{10}){100}[b-z]{500}')).rejects.toMatchObject({ code: 'pattern_unreadable' })
  })
})

describe('several parents', () => {
  async function diamond(join: 'any' | 'all') {
    const bed = await aChain()
    await bed.link('root')
    await bed.link('left', [{ parent: 'root' }])
    await bed.link('right', [{ parent: 'root' }])
    await bed.link('last', [{ parent: 'left' }, { parent: 'right', delay_s: 60 }], { join })
    bed.chains.begin()
    return bed
  }
  const lastOf = (told: string[]) =>
    told.filter((each) => each.includes('→last')).map((each) => each.split(' ').slice(0, 2).join(' '))

  it('each let it fire where one is enough', async () => {
    const bed = await diamond('any')
    await bed.runNow('root')
    while ((await bed.end()) !== undefined) await bed.follow()
    expect(lastOf(bed.told())).toEqual(['left→last fired', 'right→last fired'])
  })

  it('must all have ended as asked for, in the same passage, and let it fire once', async () => {
    const bed = await diamond('all')
    await bed.runNow('root')
    await bed.runNow('root')
    while ((await bed.end()) !== undefined) await bed.follow()
    const decisions = bed.chains.decisions({ schedule: 'last', limit: 10 }).items
    const roots = new Set(decisions.map(({ root }) => root))
    expect(roots.size).toBe(2)
    for (const passage of roots) {
      const told = decisions.filter(({ root }) => root === passage).toReversed()
      expect(told.map(({ decision, parent }) => [decision, parent === told[0]?.parent])).toEqual([
        ['waiting', true],
        ['fired', false],
      ])
    }
    expect(bed.schedules.get('last').last).toHaveLength(2)
  })

  it('let it fire with a later end, where something stood against it before', async () => {
    const bed = await aChain()
    await bed.link('right')
    await bed.link('left', [{ parent: 'right' }])
    await bed.link('last', [{ parent: 'right' }, { parent: 'left', on: 'complete' }], { join: 'all' })
    bed.chains.begin()
    await bed.schedules.disable('last', 'test')
    await bed.runNow('right')
    await bed.end()
    await bed.follow()
    await bed.end({ state: 'failed', code: 'step_failed' })
    await bed.follow()
    expect(lastOf(bed.told())).toEqual(['right→last waiting', 'left→last refused'])
    await bed.schedules.enable('last', 'test')
    await bed.acts.retry(bed.jobsOf('left')[0] ?? '', 'test')
    await bed.end()
    await bed.follow()
    expect(lastOf(bed.told()).at(-1)).toBe('left→last fired')
    expect(bed.schedules.get('last').last.map(({ state }) => state)).toEqual(['enqueued', 'refused'])
  })

  it('wait for the longest delay of them', async () => {
    const bed = await diamond('all')
    await bed.runNow('root')
    await bed.end()
    await bed.follow()
    await bed.end()
    await bed.end()
    await bed.follow()
    expect(bed.schedules.get('last').last[0]).toMatchObject({ state: 'waiting', reason: { code: 'delayed' } })
    await bed.pass(60_000)
    expect(bed.schedules.get('last').last[0]).toMatchObject({ state: 'enqueued' })
  })

  it('that fail keep it from firing, until they are tried again and do not', async () => {
    const bed = await diamond('all')
    await bed.runNow('root')
    await bed.end()
    await bed.follow()
    await bed.end({ state: 'failed', code: 'step_failed' })
    await bed.end()
    await bed.follow()
    expect(lastOf(bed.told()).toSorted()).toEqual(['left→last not_met', 'right→last waiting'])
    const failed = bed.jobsOf('left')[0] ?? ''
    await bed.acts.retry(failed, 'test')
    await bed.end()
    await bed.follow()
    expect(lastOf(bed.told()).at(-1)).toBe('left→last fired')
  })
})

describe('what a schedule may follow', () => {
  it('is never itself, by whatever way', async () => {
    const bed = await aChain()
    const a = await bed.link('a')
    await bed.link('b', [{ parent: 'a' }])
    await bed.link('c', [{ parent: 'b' }])
    const { spec } = bed.schedules.get('a')
    const follow = (parent: string) =>
      bed.schedules.edit({ id: 'a', revision: 1, spec: { ...spec, after: [{ parent }] } }, 'test')
    await expect(follow('c')).rejects.toThrow('These schedules would follow one another in a circle: c → a → b → c.')
    await expect(follow('a')).rejects.toThrow('a → a')
    expect(bed.chains.graph('c').edges.map(({ child }) => child)).not.toContain(a)
  })

  it('is at most ten links long, counted both ways', async () => {
    const bed = await aChain()
    await bed.link('0')
    for (let at = 1; at <= 10; at += 1) await bed.link(String(at), [{ parent: String(at - 1) }])
    await expect(bed.link('11', [{ parent: '10' }])).rejects.toMatchObject({
      code: 'chain_too_deep',
      data: { links: 11, limit: 10 },
    })
    await bed.link('before')
    const { spec } = bed.schedules.get('0')
    await expect(
      bed.schedules.edit({ id: '0', revision: 1, spec: { ...spec, after: [{ parent: 'before' }] } }, 'test'),
    ).rejects.toMatchObject({ code: 'chain_too_deep' })
  })

  it('must be there, and is kept by its id', async () => {
    const bed = await aChain()
    await expect(bed.link('next', [{ parent: 'nowhere' }])).rejects.toThrow('There is no schedule nowhere to follow.')
    const first = await bed.link('first')
    await bed.link('next', [{ parent: 'first' }])
    const { spec } = bed.schedules.get('first')
    await bed.schedules.edit({ id: 'first', revision: 1, spec: { ...spec, name: 'renamed' } }, 'test')
    expect(bed.schedules.get('next').spec?.after).toMatchObject([{ parent: first, on: 'success' }])
    bed.chains.begin()
    await bed.runNow('renamed')
    await bed.end()
    await bed.follow()
    expect(bed.told()).toEqual(['renamed→next fired'])
    await bed.schedules.remove('next', 'test')
    await bed.runNow('renamed')
    await bed.end()
    await bed.follow()
    expect(bed.told()).toHaveLength(1)
  })

  it('goes no deeper than that when somebody wrote to the database', async () => {
    const bed = await aChain()
    const a = await bed.link('a', [], { max_waiting: 1000 })
    const b = await bed.link('b', [{ parent: 'a' }])
    await bed.store.write((write) =>
      bed.store
        .change<{ child: string; parent: string }>(
          "INSERT INTO chain_link VALUES (:child, 0, :parent, 'success', 0, NULL)",
        )
        .run(write, { child: a, parent: b }),
    )
    bed.chains.begin()
    await bed.runNow('a')
    while ((await bed.end()) !== undefined) await bed.follow()
    expect(bed.told().at(-1)).toMatch(/refused too_deep$/)
    expect(bed.told()).toHaveLength(11)
    expect(bed.chains.graph('a').nodes).toHaveLength(2)
  })
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

it('draws the whole chain with its states, from any schedule of it', async () => {
  const bed = await aChain()
  const root = await bed.link('root')
  await bed.link('left', [{ parent: 'root' }])
  await bed.link('right', [{ parent: 'root', on: 'failure', delay_s: 5 }])
  await bed.link('last', [{ parent: 'left', condition: { kind: 'contains', text: 'ready', in: 'stdout' } }])
  await bed.link('apart')
  bed.chains.begin()
  await bed.runNow('root')
  await bed.end()
  await bed.follow()
  const graph = bed.chains.graph('last')
  expect(graph.nodes.map(({ name, level, open }) => [name, level, open])).toEqual([
    ['root', 0, 0],
    ['left', 1, 1],
    ['right', 1, 0],
    ['last', 2, 0],
  ])
  expect(graph.nodes[0]?.last).toMatchObject({ state: 'succeeded' })
  expect(graph.nodes[1]?.last).toMatchObject({ state: 'queued', root: graph.nodes[0]?.last?.firing })
  expect(graph.edges.map(({ words, last }) => [words, last?.decision])).toEqual(
    expect.arrayContaining([
      ['succeeds', 'fired'],
      ['fails, after 5 s', 'not_met'],
      ['succeeds and its stdout contains “ready”', undefined],
    ]),
  )
  expect(graph.more).toBe(false)
  expect(bed.chains.decisions({ schedule: 'root', limit: 1 }).next_cursor).not.toBeNull()
  expect(bed.chains.decisions({ chain: 'last', limit: 10 }).items.map(({ decision }) => decision)).toEqual([
    'not_met',
    'fired',
  ])
  expect(bed.chains.decisions({ job: bed.jobsOf(root)[0] ?? '', limit: 10 }).items).toHaveLength(2)
})

it('says of a schedule that joins all whether anything sets all its parents off', async () => {
  const bed = await aChain()
  await bed.link('commit')
  await bed.link('build', [{ parent: 'commit' }])
  await bed.link('docs', [{ parent: 'commit' }])
  await bed.link('weekly')
  await bed.link('ship', [{ parent: 'build' }, { parent: 'docs' }], { join: 'all' })
  await bed.link('after both', [{ parent: 'commit' }, { parent: 'build' }], { join: 'all' })
  await bed.link('stuck', [{ parent: 'build' }, { parent: 'weekly' }], { join: 'all' })
  await bed.link('either', [{ parent: 'build' }, { parent: 'weekly' }])
  const warned = bed.chains.graph('commit').nodes.filter(({ caution }) => caution !== null)
  expect(warned.map(({ name }) => name)).toEqual(['stuck'])
  expect(warned[0]?.caution).toContain('it would wait forever')
})
