/** Brings the reader to the field a problem is about, wherever in the form it lies. */
export function focusField(path: string | undefined): void {
  const names = path?.split('.') ?? []
  const found = names
    .map((_, at) => names.slice(0, names.length - at).join('.'))
    .flatMap((name) => [name, name.replaceAll(/\[\d+\]/g, '')])
    .map((name) => document.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`))
    .find((element) => element !== null)
  found?.closest('details')?.setAttribute('open', '')
  const invalid = found?.querySelector<HTMLElement>('[aria-invalid="true"]')
  const control = invalid ?? found?.querySelector<HTMLElement>('input, textarea, select')
  control?.focus()
}
