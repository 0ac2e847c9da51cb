export { ArgvBoxes } from './argv-boxes.tsx'
export * from './icons/index.ts'
export { formatAmount, formatKept, formatShare, type Measure, meterState } from './amounts.ts'
export { Announce } from './announce.tsx'
export { Button, buttonClass, type ButtonProps, IconButton, type IconButtonProps } from './button.tsx'
export * from './chart/index.ts'
export { Chip, ChipChoice, type ChipChoiceProps, type ChipProps, CHOSEN_IN_FORCED_COLOURS } from './chip.tsx'
export { ClockRoom, type CoreClock, useCoreClock, useNow } from './clock.tsx'
export { CopyButton, type CopyButtonProps } from './copy-button.tsx'
export { cx } from './cx.ts'
export { Dialog, type DialogProps, useDialogOpen } from './dialog.tsx'
export { EmptyState, type EmptyStateProps } from './empty-state.tsx'
export { ErrorPanel, type ErrorPanelProps } from './error-panel.tsx'
export {
  Checkbox,
  type CheckboxProps,
  type ControlLink,
  Field,
  type FieldProps,
  NumberInput,
  type NumberInputProps,
  RadioRow,
  type RadioProps,
  Select,
  type SelectProps,
  TextArea,
  TextInput,
  type TextInputProps,
} from './field.tsx'
export { DecideBar, ListStand, SelectedBar } from './deciding.tsx'
export { DecidingPage } from './deciding-page.tsx'
export { DecidingLines, DecidingRows } from './deciding-rows.tsx'
export { GRACE_MS, useGrace } from './grace.ts'
export { useHold } from './hold.ts'
export { InCode } from './in-code.tsx'
export { Kbd, type KbdProps, keysText } from './kbd.tsx'
export * from './keys/index.ts'
export { linkClass } from './link-class.ts'
export { LineDiffView, type LineDiffViewProps } from './line-diff.tsx'
export { Menu, type MenuItem, type MenuProps } from './menu.tsx'
export { Meter, type MeterProps } from './meter.tsx'
export { NoteDialog, type NoteDialogProps } from './note-dialog.tsx'
export { type NoContact, NoContactContext, useNoContact } from './no-contact.ts'
export { Panel, type PanelProps } from './panel.tsx'
export { PermissionLines, type PermissionLinesProps } from './permission-lines.tsx'
export { Popover, type PopoverProps } from './popover.tsx'
export { Bytes, Hash, Id, type IdProps, Time, type TimeProps, Unknown } from './quantities.tsx'
export { useRowHeight } from './density.ts'
export { onSettings, readChangedKeys, readSetting, type SettingName, useSetting, writeSetting } from './settings.ts'
export { ScrollRegion } from './scroll-region.tsx'
export { SecretAgain, type SecretAgainProps } from './secret-again.tsx'
export { LoadingBar, Skeleton } from './skeleton.tsx'
export { Spelt, spellOut, spellOutLine, withoutColours } from './spell-out.tsx'
export { type Marked, StateMark, type StateMarkProps } from './state-mark.tsx'
export { Tabs, type TabsProps } from './tabs.tsx'
export * from './timeline/index.ts'
export { clockMillis, clockSeconds, exactTime, momentTime, relativeTime } from './times.ts'
export { ToastRoom, type ToastMessage, useToast, useUndoOffered } from './toast.tsx'
export { toneText } from './tone.ts'
export { Tooltip, type TooltipProps, TooltipRoom } from './tooltip.tsx'
export type { Column } from './table-row.tsx'
export { VirtualTable, type VirtualTableProps } from './virtual-table.tsx'
export { useDecidingKeys } from './use-deciding-keys.ts'
export { type Deciding, nextOpen, useDeciding } from './use-deciding.ts'
export { useNarrow } from './use-narrow.ts'
