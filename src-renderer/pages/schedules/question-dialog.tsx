import type { Schedule } from '#schemas'
import { DeleteDialog } from './delete-dialog.tsx'
import { RunNowDialog } from './run-now-dialog.tsx'
import type { Asked } from './schedule-menu.tsx'
import type { ScheduleActs } from './use-schedule-acts.ts'

interface QuestionDialogProps {
  readonly what: Asked
  readonly schedule: Schedule
  readonly acts: ScheduleActs
  readonly onClose: () => void
  readonly onDeleted?: () => void
}

/** The question before something that cannot be taken back, or that needs values. */
export function QuestionDialog({ what, schedule, acts, onClose, onDeleted }: QuestionDialogProps) {
  const close = () => {
    acts.runNow.reset()
    acts.remove.reset()
    onClose()
  }
  return what === 'run' ? (
    <RunNowDialog schedule={schedule} runNow={acts.runNow} onClose={close} />
  ) : (
    <DeleteDialog schedule={schedule} remove={acts.remove} onClose={close} onDeleted={onDeleted} />
  )
}
