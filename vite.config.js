import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

/* `npx vite build` writes hashed files and `.vite/manifest.json` (read by django-vite) to frontend/dist.
   The base is relative, so that STATIC_URL may change without a new build. */
export default defineConfig({
  base: "./",
  plugins: [tailwindcss()],
  publicDir: false,
  build: {
    outDir: "frontend/dist",
    emptyOutDir: true,
    manifest: true,
    target: ["chrome123", "edge123", "firefox121", "safari17.5"],
    cssTarget: ["chrome123", "edge123", "firefox121", "safari17.5"],
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900, // bpmn-js, on the pages that draw processes only
    rollupOptions: {
      input: { main: "frontend/main.js", editor: "frontend/editor.js", processes: "frontend/processes.js" },
      checks: { eval: false }, // htmx holds one; its configuration in base.html and our policy never let it run
    },
  },
});
