import { defineConfig } from "vite";

// One module without dependencies: the studio's own recorder, from the same source.
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "../../src/capture/element.ts", formats: ["es"], fileName: () => "capture.js" },
  },
});
