import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Firing, Schedule, ScheduleState } from '#schemas'
import { shortId } from '#schemas/format'
import { type Client, type Problem, problemOf, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'

/** Moves of a schedule that need no question. */
export type Move = 'enable' | 'disable' | 'pause' | 'resume'

interface MoveWords {
  /** On buttons and in menus. */
  readonly act: string
  readonly done: string
  /** The states it starts from. */
  readonly from: readonly ScheduleState[]
}

export const MOVES: Readonly<Record<Move, MoveWords>> = {
  enable: { act: 'Switch on', done: 'is on', from: ['off'] },
  disable: { act: 'Switch off', done: 'is off', from: ['on', 'paused', 'tripped'] },
  pause: { act: 'Pause', done: 'is paused', from: ['on'] },
  resume: { act: 'Resume', done: 'goes on', from: ['paused', 'tripped'] },
}

/** What brings it back to where it was, where anything does: nobody brings back a breaker that is open. */
function inverseOf(move: Move, before: ScheduleState): Move | undefined {
  if (before === 'tripped') return undefined
  if (move === 'disable') return before === 'on' ? 'enable' : undefined
  return move === 'enable' ? 'disable' : move === 'pause' ? 'resume' : 'pause'
}

type Named = Pick<Schedule, 'id' | 'name' | 'state'>

/** What can be done with schedules; what is on screen follows by itself. */
export function useScheduleActs() {
  const client = useClient()
  const cache = useQueryClient()
  const toast = useToast()
  const onSettled = () =>
    cache.invalidateQueries({
      predicate: ({ queryKey: [name] }) => typeof name === 'string' && /schedule|firing|chain/.test(name),
    })
  const back = useMutation({
    mutationFn: ({ id, move }: { id: string; move: Move }) => client.schedules[move]({ id }),
    onError: (error, { move }) =>
      toast({ text: `It was not undone (${MOVES[move].act.toLowerCase()}): ${problemOf(error).what}`, trouble: true }),
    onSettled,
  })
  const move = useMutation({
    mutationFn: ({ schedule, move: to }: { schedule: Named; move: Move }) => client.schedules[to]({ id: schedule.id }),
    onSuccess: (_, { schedule: { id, name, state }, move: did }) => {
      const inverse = inverseOf(did, state)
      toast({
        text: `${name} ${MOVES[did].done}`,
        ...(inverse !== undefined && { undo: () => back.mutate({ id, move: inverse }) }),
      })
    },
    onSettled,
  })
  const all = useMutation({
    mutationFn: (paused: boolean) => (paused ? client.schedules.pauseAll() : client.schedules.resumeAll()),
    onSuccess: (_, paused) =>
      toast({
        text: paused ? 'All schedules are paused' : 'Schedules fire again, each as it was before the pause',
        undo: () => allBack.mutate(!paused),
      }),
    onSettled,
  })
  const allBack = useMutation({
    mutationFn: (paused: boolean) => (paused ? client.schedules.pauseAll() : client.schedules.resumeAll()),
    onError: (error) => toast({ text: `It was not undone: ${problemOf(error).what}`, trouble: true }),
    onSettled,
  })
  const remove = useMutation({
    mutationFn: ({ id }: Named) => client.schedules.remove({ id }),
    onSuccess: (_, { name }) => toast({ text: `${name} is deleted; its firings and jobs stay` }),
    onSettled,
  })
  const runNow = useMutation({
    mutationFn: ({ schedule, ...request }: { schedule: Named } & RunNow) =>
      client.schedules.runNow({ id: schedule.id, ...request }),
    onSuccess: (firing, { schedule }) => toast({ text: firedWords(schedule.name, firing) }),
    onSettled,
  })
  const cancel = useMutation({
    mutationFn: ({ id }: Pick<Firing, 'id'>) => client.firings.cancel({ id }),
    onSuccess: () => toast({ text: 'The firing is cancelled' }),
    onSettled,
  })
  const failed = [move, all, cancel].find(({ error }) => error !== null)
  const problem: Problem | undefined = failed?.error ? problemOf(failed.error) : undefined
  return { move, all, remove, runNow, cancel, problem }
}

export type ScheduleActs = ReturnType<typeof useScheduleActs>

type RunNow = Pick<Parameters<Client['schedules']['runNow']>[0], 'key' | 'parameters'>

function firedWords(name: string, { job, state }: Firing): string {
  if (job !== null) return `${name} fired: job ${shortId(job)}`
  return state === 'waiting' ? `${name} fired and waits` : `${name} fired`
}
