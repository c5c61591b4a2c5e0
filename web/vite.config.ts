import { defineConfig, type Plugin } from "vite";

// The studio's server, for `npm run dev`: open its link once at 127.0.0.1, for the cookie.
const studio = "http://127.0.0.1:8765";

/** KaTeX names each font in three formats; every browser that the pages are for knows WOFF2. */
const onlyWoff2: Plugin = {
  name: "only-woff2",
  enforce: "pre",
  transform(code, id) {
    if (!/katex[^/]*\.css/.test(id)) return null;
    return code.replace(/,\s*url\([^)]*\.(woff|ttf)\)\s*format\([^)]*\)/g, "");
  },
};

export default defineConfig({
  plugins: [onlyWoff2],
  build: {
    // The pages may load fonts from their own server only, not from a data: address.
    assetsInlineLimit: (path) => (path.endsWith(".woff2") ? false : undefined),
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
      ["/api", "/report", "/live", "/populations"].map((path) => [
        path,
        { target: studio, changeOrigin: true, ws: true },
      ]),
    ),
  },
});
