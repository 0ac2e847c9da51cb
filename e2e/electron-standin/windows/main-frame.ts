/** The only frame that has a preload, and so the only one that sends. */
export class MainFrame {
  readonly parent = null
  readonly #url: () => string

  constructor(url: () => string) {
    this.#url = url
  }

  get url(): string {
    return this.#url()
  }
}
