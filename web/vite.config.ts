import { defineConfig } from "vite";

// The studio's server, for `npm run dev`: open its link once at 127.0.0.1, for the cookie.
const studio = "http://127.0.0.1:8765";

export default defineConfig({
  build: {
    outDir: "../src/mieru/studio/static",
    emptyOutDir: true,
    license: { fileName: "licenses.txt" },
    modulePreload: { polyfill: false },
    // The browsers that know light-dark(), on which the two themes stand.
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
  },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      ["/api", "/report"].map((path) => [path, { target: studio, changeOrigin: true }]),
    ),
  },
});
