import { witness } from '../base/witness.ts'

/** Notes what would be handed to the system. */
export const shell = {
  async openExternal(url: string): Promise<void> {
    witness.opened.push(url)
  },
  async openPath(path: string): Promise<string> {
    witness.opened.push(path)
    return ''
  },
  showItemInFolder(path: string): void {
    witness.opened.push(path)
  },
}
