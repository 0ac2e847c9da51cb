import { ownImage, type RunningProgram } from '#server/client'

/** What starts this application: its program, and what it is told. */
export interface LoginProgram {
  readonly program: string
  readonly args: readonly string[]
}

/**
 * An autostart entry for desktops on Linux.
 * Source: https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 */
export function autostartEntry({ program, args }: LoginProgram): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Interlock',
    'Comment=Operator console for agents and scripts',
    `Exec=${[program, ...args].map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** An argument of `Exec`: quoted for its own rules, then for those of a value, where each backslash counts twice. */
function quoted(argument: string): string {
  const inner = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')
  return `"${inner}"`.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)
}

/** What a start at login runs. What an AppImage or a portable program unpacked itself to is gone by then. */
export function loginProgramPath(env: Readonly<NodeJS.Dict<string>>, running: RunningProgram): string {
  return ownImage(env, running) ?? running.execPath
}

/** What a start at login is told, beyond what every start of this installation is. */
export function loginArguments(own: readonly string[], at: 'shown' | 'hidden'): string[] {
  return [...own, ...(at === 'hidden' ? ['--hidden'] : [])]
}
