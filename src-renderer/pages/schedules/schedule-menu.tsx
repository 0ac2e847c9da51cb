import { useNavigate } from '@tanstack/react-router'
import type { Schedule } from '#schemas'
import { scheduleStateTexts } from '#schemas/texts'
import { Kbd, type MenuItem } from '../../components/index.ts'
import { type Move, MOVES, type ScheduleActs } from './use-schedule-acts.ts'

/** What asks a question before it is done. */
export type Asked = 'run' | 'delete'

interface MenuDeps {
  readonly acts: Pick<ScheduleActs, 'move'>
  readonly onAsk: (what: Asked, schedule: Schedule) => void
  /** On its own page it need not be opened. */
  readonly opens?: boolean
}

const ORDER: readonly Move[] = ['enable', 'resume', 'pause', 'disable']

/** The menu of a schedule: what can be done with it now, and why not the rest. */
export function useScheduleMenu({ acts, onAsk, opens = true }: MenuDeps): (schedule: Schedule) => readonly MenuItem[] {
  const navigate = useNavigate()
  return (schedule) => {
    const { id, state, after } = schedule
    const params = { id }
    return [
      ...(opens
        ? [
            {
              label: 'Open',
              hint: <Kbd keys="Enter" />,
              onSelect: () => void navigate({ to: '/schedules/$id', params, search: {} }),
            },
          ]
        : []),
      { label: 'Run now…', changes: true, onSelect: () => onAsk('run', schedule) },
      ...ORDER.map((move) => ({
        label: MOVES[move].act,
        changes: true,
        disabledReason: MOVES[move].from.includes(state)
          ? undefined
          : `It is ${scheduleStateTexts[state].word.toLowerCase()}.`,
        onSelect: () => acts.move.mutate({ schedule, move }),
      })),
      {
        label: 'Edit',
        apart: true,
        hint: <Kbd keys="e" />,
        onSelect: () => void navigate({ to: '/schedules/$id/edit', params }),
      },
      {
        label: 'Add one like it',
        onSelect: () => void navigate({ to: '/schedules/new', search: { from: id } }),
      },
      {
        label: 'Add one after it',
        onSelect: () => void navigate({ to: '/schedules/new', search: { after: id } }),
      },
      {
        label: after.length === 0 ? 'Show what follows it' : 'Show its chain',
        onSelect: () => void navigate({ to: '/chains/$id', params, search: {} }),
      },
      { label: 'Delete…', changes: true, danger: true, apart: true, onSelect: () => onAsk('delete', schedule) },
    ]
  }
}
