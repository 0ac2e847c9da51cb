import { witness } from '../base/witness.ts'

export const clipboard = {
  readText: async () => witness.clipboard,
  async writeText(text: string): Promise<void> {
    witness.clipboard = text
  },
  clear(): void {
    witness.clipboard = ''
  },
}
