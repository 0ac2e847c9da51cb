/** Chromium's switches: those of the command line, and those that the application adds. */
export function createCommandLine() {
  const switches = new Map<string, string>()

  function read(args: readonly string[]): void {
    for (const argument of args) {
      const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? []
      if (name !== undefined) switches.set(name, value ?? '')
    }
  }

  return {
    switches,
    read,
    api: {
      appendSwitch: (name: string, value = '') => void switches.set(name, value),
      hasSwitch: (name: string) => switches.has(name),
      getSwitchValue: (name: string) => switches.get(name) ?? '',
      removeSwitch: (name: string) => void switches.delete(name),
    },
  }
}
