import { defineConfig } from "vite";

// The bundle is committed, so that an install needs no Node: names without digests keep its history readable.
export default defineConfig({
  base: "/assets/",
  build: {
    outDir: "../cameo_service/studio/assets",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ["index.html", "study.html"],
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
