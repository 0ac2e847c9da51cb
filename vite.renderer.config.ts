import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src-renderer',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    // Read from the same machine, where one larger file is quicker than several.
    chunkSizeWarningLimit: 2_000,
    // The console is served with a strict CSP: nothing may be inlined as a data: script or style.
    assetsInlineLimit: 0,
  },
})
