import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DesktopChange, DesktopSettingsView, SecretsBackend, ShellInfo, UpdateState } from '#schemas'
import { problemOf, type ShellClient } from '../../../app/index.ts'
import { useToast } from '../../../components/index.ts'

/** The shell tells nothing by itself here: it is asked while somebody looks. */
const LOOK_MS = 2000

const KEYS = {
  info: ['shell', 'info'],
  settings: ['shell', 'settings'],
  updates: ['shell', 'updates'],
} as const

const infoQuery = (shell: ShellClient) =>
  queryOptions({ queryKey: KEYS.info, queryFn: () => shell.shell.info(), refetchInterval: 2 * LOOK_MS })
const settingsQuery = (shell: ShellClient) =>
  queryOptions({ queryKey: KEYS.settings, queryFn: () => shell.settings.get(), refetchInterval: 2 * LOOK_MS })
const updatesQuery = (shell: ShellClient) =>
  queryOptions({ queryKey: KEYS.updates, queryFn: () => shell.updates.state(), refetchInterval: LOOK_MS })

export function useShellInfo(shell: ShellClient) {
  return useQuery(infoQuery(shell))
}

export function useDesktopSettings(shell: ShellClient) {
  return useQuery(settingsQuery(shell))
}

export function useUpdateState(shell: ShellClient) {
  return useQuery(updatesQuery(shell))
}

/** What can be done about the desktop, each showing at once what came of it. */
export function useDesktopActs(shell: ShellClient) {
  const cache = useQueryClient()
  const toast = useToast()
  const failed = (error: unknown) => toast({ text: problemOf(error).what })
  const showSettings = (view: DesktopSettingsView) => {
    cache.setQueryData(KEYS.settings, view)
    void cache.invalidateQueries({ queryKey: KEYS.updates })
  }
  const showBackend = (secrets: SecretsBackend) => {
    cache.setQueryData<ShellInfo>(KEYS.info, (info) => info && { ...info, secrets })
    void cache.invalidateQueries({ queryKey: ['secrets'] })
  }
  const showUpdate = (state: UpdateState) => cache.setQueryData(KEYS.updates, state)
  return {
    put: useMutation({ mutationFn: (change: DesktopChange) => shell.settings.put(change), onSuccess: showSettings }),
    startOver: useMutation({
      mutationFn: () => shell.settings.startOver(),
      onSuccess: ({ view, kept }) => {
        showSettings(view)
        if (kept !== null) toast({ text: `The old file is kept as ${kept}.` })
      },
      onError: failed,
    }),
    acceptPlainText: useMutation({
      mutationFn: (words: string) => shell.secrets.acceptPlainText({ words }),
      onSuccess: showBackend,
    }),
    refusePlainText: useMutation({
      mutationFn: () => shell.secrets.refusePlainText(),
      onSuccess: showBackend,
      onError: failed,
    }),
    check: useMutation({ mutationFn: () => shell.updates.check(), onSuccess: showUpdate, onError: failed }),
    install: useMutation({ mutationFn: () => shell.updates.install(), onSuccess: showUpdate, onError: failed }),
    wait: useMutation({ mutationFn: () => shell.updates.wait(), onSuccess: showUpdate, onError: failed }),
    reveal: useMutation({
      mutationFn: (folder: 'home' | 'logs' | 'backups') => shell.shell.reveal({ folder }),
      onError: failed,
    }),
  }
}
export type DesktopActs = ReturnType<typeof useDesktopActs>
