import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Whether a module does something by being loaded, so that it is needed where nothing is taken from it. */
const actsByItself = (id: string) =>
  !/\/(schemas|src-renderer\/(components|facts|previews))\//.test(id) || id.endsWith('.css')

export default defineConfig({
  root: 'src-renderer',
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@licences': fileURLToPath(new URL('resources/licences', import.meta.url)) } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    // Read from the same machine, where a few larger files are quicker than many small ones.
    chunkSizeWarningLimit: 1_000,
    // What is loaded later shares code with what is loaded first; that must still run after what turns evaluation off.
    rolldownOptions: {
      output: { strictExecutionOrder: true },
      // Schemas cost time where they are built, which is at every load of the page: those nobody uses are left out, and those
      // that one page uses come with that page.
      treeshake: { manualPureFunctions: ['z'], moduleSideEffects: actsByItself },
    },
    // The console is served with a strict CSP: nothing may be inlined as a data: script or style.
    assetsInlineLimit: 0,
  },
})
